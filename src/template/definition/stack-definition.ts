/**
 * A template bound to the values of its parameters: conditions are decided, every `if` has chosen, and what is disabled
 * is gone. Nothing is parsed again after this; evaluating is up to `evaluate`.
 *
 *     const definition = bind(template, { parameters });
 *     definition.resources.get('server')?.properties         // an Expression
 *     evaluate(definition.outputs.get('ip').value, live)     // a value
 */
import { HeatError } from '../../errors.ts';
import { FIRST_PROBLEM, type ProblemSink } from '../diagnostics/problems.ts';
import { Compiler } from '../expression/compile.ts';
import type { Facade, Scope, YaqlLimits } from '../expression/scope.ts';
import type { Unknown } from '../schema/types.ts';
import { finish, type Steps } from '../steps.ts';
import type { Template } from '../template.ts';
import type { Value } from '../value.ts';
import { Conditions } from './conditions.ts';
import { isEnabled, type OutputDefinition, parseOutput } from './output.ts';
import { type ResourceDefinition, ResourceParser } from './resource.ts';

/**
 * Values of parameters by name; `ParameterValues` is one. KeyError where there is none, UserParameterMissing without a value.
 * An Unknown is passed on as what resources yield is; conditions that depend on one count as met.
 */
export interface ParameterSource {
  get(name: string): Value | Unknown;
}

export interface BindOptions {
  parameters: ParameterSource;
  /** The parent's resource that a nested stack stands for. */
  facade?: Facade | null;
  availabilityZones?: readonly string[];
  yaql?: YaqlLimits;
}

export class StackDefinition {
  readonly template: Template;
  private readonly problems: ProblemSink;
  private readonly scope: Scope & { conditions: Conditions };
  private readonly compiler: Compiler;
  private parsedResources: Map<string, ResourceDefinition> | null = null;
  private parsedOutputs: Map<string, OutputDefinition> | null = null;
  private parsedConditions: Conditions | null = null;

  /** Parts are parsed when they are first asked for, in the order in which Heat does. */
  constructor(template: Template, options: BindOptions, problems: ProblemSink = FIRST_PROBLEM) {
    this.template = template;
    this.problems = problems;
    const { parameters } = options;
    const definition = this;
    const { mappings } = template.format.sections;
    this.scope = {
      format: template.format,
      parameter: (name) => parameters.get(name),
      files: template.files,
      mappings: (mappings === undefined ? null : template.raw[mappings]) || {},
      get conditions() {
        return definition.conditions;
      },
      isResource: (name) =>
        definition.parsedResources === null ? definition.resourceNames.has(name) : definition.parsedResources.has(name),
      hasResource(name) {
        if (definition.parsedResources !== null) return definition.parsedResources.has(name);
        throw new HeatError('RecursionError', `The resource ${name} is referred to where no resource can be.`);
      },
      resourceNames: () => definition.resourceNames,
      facade: options.facade ?? null,
      availabilityZones: options.availabilityZones ?? ['nova'],
      yaql: options.yaql ?? {},
    };
    this.compiler = new Compiler(this.scope, problems);
  }

  /** Names of all resources in the template, disabled ones included. */
  get resourceNames(): ReadonlySet<string> {
    return this.template.resourceNames;
  }

  get conditions(): Conditions {
    if (this.parsedConditions === null) {
      const section = this.template.format.sections.conditions;
      const raw = section === undefined ? undefined : this.template.raw[section];
      this.parsedConditions = new Conditions(new Map(), section ?? '');
      this.parsedConditions = Conditions.parse(raw, section ?? '', this.compiler, this.problems);
    }
    return this.parsedConditions;
  }

  /** Enabled resources, in the order of the template. */
  get resources(): ReadonlyMap<string, ResourceDefinition> {
    this.parsedResources ??= finish(this.parseResources());
    return this.parsedResources;
  }

  /** Parses the resources in steps, where that was not done before. */
  *parsing(): Steps<void> {
    this.parsedResources ??= yield* this.parseResources();
  }

  private *parseResources(): Steps<Map<string, ResourceDefinition>> {
    const { format } = this.template;
    const { conditions } = this;
    const parser = new ResourceParser(format, this.compiler, this.problems);
    const resources = new Map<string, ResourceDefinition>();
    for (const [name, raw] of Object.entries(this.template.section('resources'))) {
      this.guarded([format.sections.resources, name], () => {
        const resource = parser.parse(name, raw);
        if (resource === null) return;
        const at = [...resource.path, format.resourceKeys.condition ?? ''];
        if (resource.condition === null || isEnabled(resource.condition, conditions, this.problems, at)) {
          resources.set(name, resource);
        }
      });
      yield;
    }
    return resources;
  }

  /** Outputs; those that are disabled have a null for a value. */
  get outputs(): ReadonlyMap<string, OutputDefinition> {
    this.parsedOutputs ??= finish(this.parseOutputs());
    return this.parsedOutputs;
  }

  /** Parses the outputs in steps, where that was not done before. */
  *parsingOutputs(): Steps<void> {
    this.parsedOutputs ??= yield* this.parseOutputs();
  }

  private *parseOutputs(): Steps<Map<string, OutputDefinition>> {
    const { format } = this.template;
    // References in outputs are to enabled resources.
    void this.resources;
    const outputs = new Map<string, OutputDefinition>();
    for (const [name, raw] of Object.entries(this.template.section('outputs'))) {
      this.guarded([format.sections.outputs, name], () => {
        const output = parseOutput(name, raw, format, this.compiler, this.conditions, this.problems);
        if (output !== null) outputs.set(name, output);
      });
      yield;
    }
    return outputs;
  }

  /** Errors that are no refusals of the parser (a missing parameter, say) go to the sink as what they are. */
  private guarded(path: readonly string[], parse: () => void): void {
    try {
      parse();
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      this.problems.add({ error: error, code: 'invalid-resource', path });
    }
  }
}
