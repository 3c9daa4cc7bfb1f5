/**
 * Validates a stack before it is made: its template with the values of its parameters. The checks run in Heat's order.
 *
 *     validateTemplate(template, { parameters, typeOf })   // every problem, as diagnostics
 *     checkStack(template, { parameters, typeOf })         // throws the error that Heat would give
 */
import { HeatError } from '../../errors.ts';
import type { ResourceDefinition } from '../definition/resource.ts';
import { type BindOptions, StackDefinition } from '../definition/stack-definition.ts';
import * as graphs from '../dependencies/graph.ts';
import { creationOrder, type DependencyGraph, requirements } from '../dependencies/graph.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { AllProblems, FIRST_PROBLEM, type ProblemSink } from '../diagnostics/problems.ts';
import { reportedSteps, toDiagnostic } from '../diagnostics/report.ts';
import { StackTexts } from '../expression/effort.ts';
import { Evaluation, NOT_MADE, type ResourceSource } from '../expression/evaluate.ts';
import type { AttributeNames } from '../expression/function.ts';
import { references } from '../expression/references.ts';
import { validateExpression } from '../expression/validate.ts';
import { checkParameterGroups, type ParameterValues } from '../parameters/index.ts';
import type { Lookup } from '../properties/index.ts';
import { nearest } from '../properties/suggestion.ts';
import type { ConstraintCheck } from '../schema/index.ts';
import type { ResourceTypeSchema } from '../schema/types.ts';
import { finish, type Steps } from '../steps.ts';
import type { Template } from '../template.ts';
import type { Value } from '../value.ts';
import { validateResource } from './resource.ts';
import { validateStructure } from './structure.ts';
import { warnings } from './warnings.ts';

export interface StackValidation extends Omit<BindOptions, 'parameters'> {
  parameters: ParameterValues;
  /** The template bound to the same, where its resources have been parsed before, and without a problem. */
  parsed?: StackDefinition;
  /** The type that a name stands for, for a resource of that name. EntityNotFound. */
  typeOf(type: string, resource: string): ResourceTypeSchema;
  /** Names of all types, for suggestions. */
  typeNames?(): Iterable<string>;
  /** False: as when a template is validated by itself, without what its values come to. */
  values?: boolean;
  /** The resources that there are already. By default, none has been made. */
  resources?: ResourceSource;
  isToBeMade?(name: string): boolean;
  /** Most resources; -1 for any number. */
  maxResources?: number;
  /** Answers custom constraints, and look-ups of names; without them both pass. */
  check?: ConstraintCheck;
  lookup?: Lookup;
}

export interface CheckedStack {
  definition: StackDefinition;
  graph: DependencyGraph;
  /** Each resource after those that it requires. */
  order: string[];
}

/** Throws the error that Heat would give first, with a diagnostic that says where. */
export function checkStack(template: Template, options: StackValidation): CheckedStack {
  return finish(checkingStack(template, options));
}

/** The same in steps, for a stack of thousands of resources takes a while. */
export function checkingStack(template: Template, options: StackValidation): Steps<CheckedStack> {
  return reportedSteps(template, validating(template, options, FIRST_PROBLEM));
}

/** Every problem of a template, and what is doubtful about it. */
export function validateTemplate(template: Template, options: StackValidation): Diagnostic[] {
  const problems = new AllProblems();
  let definition: StackDefinition | undefined;
  try {
    ({ definition } = finish(validating(template, options, problems)));
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    problems.add({ error, code: 'invalid-section' });
  }
  const seen = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const problem of problems.problems) {
    const diagnostic = toDiagnostic({ ...problem, ...knownOf(problem.error) }, template);
    // Several checks may complain about the same thing.
    const key = JSON.stringify([diagnostic.code, diagnostic.path ?? diagnostic.message]);
    if (seen.has(key)) continue;
    seen.add(key);
    diagnostics.push(diagnostic);
  }
  if (definition !== undefined) diagnostics.push(...warnings(template, definition, options));
  return diagnostics;
}

/** Place and suggestion that an error, or what caused it, brings along. */
function knownOf(error: unknown): Pick<Diagnostic, 'path' | 'suggestion'> {
  if (!(error instanceof HeatError)) return {};
  const known = error.diagnostics[0];
  if (known === undefined) return knownOf(error.cause);
  return { ...(known.path && { path: known.path }), ...(known.suggestion && { suggestion: known.suggestion }) };
}

function* validating(template: Template, options: StackValidation, problems: ProblemSink): Steps<CheckedStack> {
  const values = options.values !== false;
  const { parameters } = options;
  validateStructure(template, problems, options);
  yield;
  const definition = options.parsed ?? new StackDefinition(template, options, problems);
  const types = new Types(definition, options, problems);
  // With values, resources are looked at before parameters are.
  if (values) {
    yield* definition.parsing();
    types.load();
    yield;
  }
  yield* validateParameters(template, options, problems);
  definition.conditions.validate(problems);
  types.load();
  checkNames(definition, parameters, problems);
  yield* definition.parsingOutputs();
  yield* checkOutputReferences(definition, options, problems);
  yield;
  const { graph, order } = validateGraph(definition, types, options, problems);
  yield;
  const attributes: AttributeNames = (resource, attribute) => types.hasAttribute(resource, attribute);
  const resources = options.resources ?? NOT_MADE;
  const validation = {
    ...options,
    resources,
    attributes,
    values,
    keys: template.format.resourceKeys,
    isToBeMade: options.isToBeMade ?? (() => true),
    texts: new StackTexts(),
  };
  for (const name of order) {
    const resource = definition.resources.get(name) as ResourceDefinition;
    const type = types.get(name);
    if (type === undefined || resource.externalId !== null) continue;
    yield* validateResource(resource, type, validation, problems);
    yield;
  }
  for (const output of definition.outputs.values()) {
    const evaluation = new Evaluation(resources);
    validateExpression(output.value, evaluation, attributes, (error, path) =>
      problems.add({ error, code: 'invalid-output', path }),
    );
    yield;
  }
  return { definition, graph, order };
}

function* validateParameters(template: Template, options: StackValidation, problems: ProblemSink): Steps<void> {
  const { sections } = template.format;
  const { parameters } = options;
  for (const problem of parameters.finding({ values: options.values !== false, check: options.check })) {
    if (problem === null) {
      yield;
      continue;
    }
    const { name, error, suggestion } = problem;
    const code = error.code === 'UnknownUserParameter' ? 'unknown-parameter' : 'invalid-parameter';
    problems.add({ error, code, path: [sections.parameters, name], ...(suggestion && { suggestion }) });
  }
  guarded(problems, 'invalid-parameter-group', [sections.parameterGroups ?? ''], () =>
    checkParameterGroups(template.parameterGroups, (name) => parameters.has(name)),
  );
}

function guarded(
  problems: ProblemSink,
  code: Parameters<ProblemSink['add']>[0]['code'],
  path: string[] | undefined,
  run: () => void,
): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    problems.add({ error, code, ...(path && { path }) });
    return false;
  }
}

function checkNames(definition: StackDefinition, parameters: ParameterValues, problems: ProblemSink): void {
  const twice = [...definition.resources.keys()].filter((name) => parameters.has(name));
  if (twice.length === 0) return;
  const error = new HeatError('StackValidationFailed', `Duplicate names ${twice.join(', ')}`);
  problems.add({
    error,
    code: 'duplicate-name',
    path: [definition.template.format.sections.resources, twice[0] as string],
  });
}

/** The types of a stack's resources. */
class Types {
  private readonly definition: StackDefinition;
  private readonly options: StackValidation;
  private readonly problems: ProblemSink;
  private types: Map<string, ResourceTypeSchema> | null = null;

  constructor(definition: StackDefinition, options: StackValidation, problems: ProblemSink) {
    this.definition = definition;
    this.options = options;
    this.problems = problems;
  }

  load(): void {
    if (this.types !== null) return;
    this.types = new Map();
    for (const resource of this.definition.resources.values()) this.find(resource, this.types);
  }

  get(name: string): ResourceTypeSchema | undefined {
    return this.types?.get(name);
  }

  hasAttribute(resource: string, attribute: Value): boolean {
    const type = this.get(resource);
    if (type === undefined) return true;
    if (typeof attribute !== 'string') return false;
    return Object.hasOwn(type.attributes, attribute) || type.dynamicAttributes === true;
  }

  private find(resource: ResourceDefinition, types: Map<string, ResourceTypeSchema>): void {
    const { name, type, path } = resource;
    const typePath = [...path, this.definition.template.format.resourceKeys.type];
    if (type === '') this.fail(`Resource "${name}" has no type`, typePath);
    try {
      types.set(name, this.options.typeOf(type, name));
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      const suggestion = nearest(type, this.options.typeNames?.() ?? []);
      const failure =
        error.code === 'EntityNotFound'
          ? new HeatError('StackValidationFailed', error.message, { cause: error })
          : error;
      this.problems.add({
        error: failure,
        code: 'unknown-resource-type',
        path: typePath,
        ...(suggestion && { suggestion }),
      });
    }
    if (name.includes('/')) {
      const error = new HeatError('StackValidationFailed', 'Resource name may not contain "/"');
      this.problems.add({ error, code: 'invalid-resource-name', path });
    }
  }

  private fail(message: string, path: readonly (string | number)[]): void {
    this.problems.add({ error: new HeatError('StackValidationFailed', message), code: 'unknown-resource-type', path });
  }
}

/** Names of resources in outputs must be such; that there is no resource of a name shows when the output is read. */
function* checkOutputReferences(
  definition: StackDefinition,
  options: StackValidation,
  problems: ProblemSink,
): Steps<void> {
  if (definition.resources.size === 0) return;
  for (const output of definition.outputs.values()) {
    try {
      references(output.value, { resources: options.resources ?? NOT_MADE, strict: true });
      yield;
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      if (error.code === 'InvalidTemplateReference' || error.code === 'InvalidTemplateAttribute') continue;
      problems.add({ error, code: 'invalid-reference', path: output.path });
    }
  }
}

function validateGraph(
  definition: StackDefinition,
  types: Types,
  options: StackValidation,
  problems: ProblemSink,
): { graph: DependencyGraph; order: string[] } {
  const resources = options.resources ?? NOT_MADE;
  const implied: graphs.DependencyOptions =
    options.values === false
      ? {}
      : {
          implicit: ({ name }) => types.get(name)?.implicitDependencies,
          wished: ({ name }) => types.get(name)?.wishedDependencies,
        };
  if (problems === FIRST_PROBLEM) {
    const graph = graphs.dependencies(definition, { resources, ...implied });
    return { graph, order: creationOrder(graph) };
  }
  // Gathering problems: each resource by itself, so that one bad reference does not hide another.
  const graph: DependencyGraph = new Map();
  for (const resource of definition.resources.values()) {
    graph.set(resource.name, new Set());
    guarded(problems, 'invalid-reference', [...resource.path] as string[], () => {
      graph.set(resource.name, requirements(resource, definition, { resources }));
    });
  }
  let order = [...graph.keys()];
  guarded(problems, 'circular-dependency', undefined, () => {
    order = creationOrder(graph);
  });
  return { graph, order };
}
