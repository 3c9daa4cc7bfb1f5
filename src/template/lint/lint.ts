/**
 * Looks a template over as its author would want it: every problem at once, with its place, before there are values for all
 * parameters, and before there is a cloud.
 *
 *     lintTemplate(text, { types: catalogue })
 *     // [{ code: 'unknown-resource-type', severity: 'error', start: { line: 7, column: 11 }, suggestion: 'OS::Nova::Server', … }]
 */
import { type ErrorCode, HeatError } from '../../errors.ts';
import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { finding, positioned } from '../diagnostics/report.ts';
import { baseRegistry, Environment } from '../environment/index.ts';
import { type ParameterSchema, parseParameterSchemas } from '../parameters/index.ts';
import { PSEUDO_NAMES } from '../parameters/pseudo.ts';
import type { ConstraintCheck } from '../schema/index.ts';
import type { Unknown } from '../schema/types.ts';
import { parseTemplate, type Template } from '../template.ts';
import { validateTemplate } from '../validation/stack.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { idlePlaceholders } from './idle-placeholders.ts';
import { type LintedResource, lintedResources } from './linted-resources.ts';
import { LintedTypes, type TypeOptions } from './linted-types.ts';
import { misspeltFunctions } from './misspelt-functions.ts';
import { type Given, nestedFindings } from './nested.ts';
import { OpenParameters } from './open-parameters.ts';
import { polish } from './polish.ts';
import { badReferences } from './references.ts';
import { repeatedKeys } from './repeated-keys.ts';
import { spacelessFunctions } from './spaceless-functions.ts';
import { unknownConstraints } from './unknown-constraints.ts';

export interface LintOptions extends TypeOptions {
  /** Other names of types, as in a resource registry. */
  aliases?: Readonly<Record<string, string>>;
  /** Texts of files and templates by the names that the template has for them. */
  files?: Readonly<Record<string, string>>;
  /** Sections of the environment. */
  environment?: ValueMap;
  /** Parameters that are given what is not known. */
  unknown?: ReadonlyMap<string, Unknown>;
  /** Hears what templates that are used as types are given. */
  onGiven?(given: Given): void;
  /** Used as a type by another template: it may be there for its outputs alone. */
  nested?: boolean;
  /** Whether each parameter has to have a value. */
  complete?: boolean;
  check?: ConstraintCheck;
  /** Names of all custom constraints; without them, none is unknown. */
  constraints?: ReadonlySet<string>;
  /** More to look for, which only those know who know the types. */
  more?(resources: readonly LintedResource[]): Pick<Diagnostic, 'code' | 'severity' | 'message' | 'path'>[];
  maxSize?: number;
  /** Most resources; by default any number. */
  maxResources?: number;
}

/** Never throws for what is wrong with a text. Errors first, then warnings, each in the order of the text. */
export function lintTemplate(text: string, options: LintOptions): Diagnostic[] {
  let template: Template;
  try {
    template = parseTemplate(text, { files: { ...options.files }, maxSize: options.maxSize });
  } catch (error) {
    return asDiagnostics(error);
  }
  try {
    return inOrder(lint(template, options));
  } catch (error) {
    return asDiagnostics(error);
  }
}

/** What an error says when it is all that can be said of a text. */
export function asDiagnostics(error: unknown): Diagnostic[] {
  if (!(error instanceof HeatError)) throw error;
  if (error.diagnostics.length > 0) return [...error.diagnostics];
  const code: DiagnosticCode = WHOLE[error.code] ?? 'invalid-section';
  return [{ code, severity: 'error', message: error.message }];
}

/** Errors that speak of the whole text. */
const WHOLE: Partial<Record<ErrorCode, DiagnosticCode>> = {
  RequestLimitExceeded: 'template-too-large',
  InvalidTemplateVersion: 'unknown-version',
  RecursionError: 'invalid-yaml',
  ValueError: 'invalid-yaml',
};

function lint(template: Template, options: LintOptions): Diagnostic[] {
  const files = template.files;
  const environment = environmentOf(options);
  const found: Diagnostic[] = [];
  const schemas = readSchemas(template, found);
  const written = template.raw[template.format.sections.parameters] ?? null;
  const broken = isMap(written) ? Object.keys(written) : [];
  const parameters = new OpenParameters(
    schemas,
    {
      kind: template.kind,
      stackName: 'stack',
      stackId: '00000000-0000-0000-0000-000000000000',
      projectId: '0'.repeat(32),
      values: environment.parameters,
      defaults: environment.parameterDefaults,
      ...(options.unknown && { unknown: options.unknown }),
    },
    broken.filter((name) => !schemas.has(name)),
  );
  if (!options.nested) found.push(...nothingMade(template));
  if (options.complete) found.push(...missingValues(template, parameters));
  const types = new LintedTypes(template, options, environment);
  const references = badReferences({
    template,
    parameters: new Set([...parameters.names(), ...broken, ...PSEUDO_NAMES[template.kind]]),
    files,
    typeOf: (resource) => types.ofResource(resource),
  });
  // What is missing has been said; with something in its place nobody says it again.
  const placeholders = Object.fromEntries(missingFiles(references, template).map((name) => [name, '']));
  const complete = Object.keys(placeholders).length === 0 ? template : templateWith(template, placeholders);
  const problems = validateTemplate(complete, {
    parameters,
    typeOf: (type, resource) => types.get(type, resource),
    typeNames: () => options.types.names(),
    maxResources: options.maxResources ?? -1,
    ...(options.check && { check: options.check }),
  });
  const within = nestedFindings({ template: complete, parameters, environment, types, options, place: [] });
  const doubtful = [
    ...misspeltFunctions(template),
    ...spacelessFunctions(template),
    ...repeatedKeys(template),
    ...idlePlaceholders(template),
    ...(options.constraints ? unknownConstraints(template, options.constraints) : []),
    ...(options.more?.(lintedResources(complete, parameters, types)) ?? []).map((one) => positioned(one, template)),
  ];
  return polish([...found, ...types.findings(), ...problems, ...within, ...doubtful], references, template);
}

function environmentOf({ types, aliases = {}, environment = {} }: LintOptions): Environment {
  try {
    return new Environment(environment, baseRegistry(types, [{ resource_registry: { ...aliases } }]));
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    const { message } = error;
    throw new HeatError(error.code, message, {
      diagnostics: [{ code: 'invalid-environment', severity: 'error', message }],
    });
  }
}

/** Each parameter is read by itself, so that one bad definition does not hide another. */
function readSchemas(template: Template, found: Diagnostic[]): Map<string, ParameterSchema> {
  const schemas = new Map<string, ParameterSchema>();
  const written = template.raw[template.format.sections.parameters] ?? null;
  const name = template.format.sections.parameters;
  if (written !== null && !isMap(written)) {
    found.push(finding('invalid-section', 'error', 'The parameters must be a map of parameters.', [name], template));
  }
  if (!isMap(written)) return schemas;
  for (const [key, value] of Object.entries(written)) {
    try {
      const schema = parseParameterSchemas({ [key]: value }, template.format.parameters).get(key);
      if (schema !== undefined) schemas.set(key, schema);
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      found.push(finding('invalid-parameter-schema', 'error', error.message, [name, key], template));
    }
  }
  return schemas;
}

/** Often a matter of one wrong indentation. */
function nothingMade(template: Template): Diagnostic[] {
  const written = template.raw[template.format.sections.resources] ?? null;
  if (isMap(written) ? Object.keys(written).length > 0 : written !== null) return [];
  const { resources } = template.format.sections;
  const path = Object.hasOwn(template.raw, resources) ? [resources] : undefined;
  return [finding('no-resources', 'warning', 'The template has no resources: it makes nothing.', path, template)];
}

function missingValues(template: Template, parameters: OpenParameters): Diagnostic[] {
  const without = [...parameters.declared()].filter((one) => one.given === null && one.default === null);
  return without.map(({ name }) => {
    const message = `The parameter ${name} has no value.`;
    return finding('invalid-parameter', 'error', message, [template.format.sections.parameters, name], template);
  });
}

function missingFiles(references: readonly Diagnostic[], template: Template): string[] {
  return references.flatMap(({ code, path }) => {
    if (code !== 'missing-file' || path === undefined) return [];
    let value: Value | undefined = template.raw;
    for (const step of path) value = (value as Record<string | number, Value> | undefined)?.[step];
    return typeof value === 'string' ? [value] : [];
  });
}

function templateWith(template: Template, files: Record<string, string>): Template {
  return new (template.constructor as typeof Template)(template.raw, { ...template.files, ...files }, template.text);
}

function inOrder(diagnostics: Diagnostic[]): Diagnostic[] {
  const rank = ({ severity }: Diagnostic) => (severity === 'error' ? 0 : 1);
  return diagnostics.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.start?.line ?? 0) - (b.start?.line ?? 0) ||
      (a.start?.column ?? 0) - (b.start?.column ?? 0),
  );
}
