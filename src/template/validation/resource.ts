/** Validates one resource against its type. */
import { HeatError } from '../../errors.ts';
import { propertyData } from '../definition/property-data.ts';
import type { ResourceDefinition } from '../definition/resource.ts';
import type { ProblemSink } from '../diagnostics/problems.ts';
import type { StackTexts } from '../expression/effort.ts';
import { Evaluation, type ResourceSource } from '../expression/evaluate.ts';
import type { AttributeNames } from '../expression/function.ts';
import { validateExpression } from '../expression/validate.ts';
import type { ResourceKeys } from '../formats/format.ts';
import {
  type Lookup,
  type PropertyData,
  type PropertyProblem,
  prepareProperties,
  propertyError,
  schemasFor,
} from '../properties/index.ts';
import type { ConstraintCheck } from '../schema/index.ts';
import type { ResourceTypeSchema } from '../schema/types.ts';
import type { Steps } from '../steps.ts';
import { absentFiles } from './absent-files.ts';

export interface ResourceValidation {
  resources: ResourceSource;
  attributes: AttributeNames;
  keys: ResourceKeys;
  /** False: names and functions are checked, values are not. */
  values: boolean;
  isToBeMade?(name: string): boolean;
  check?: ConstraintCheck;
  lookup?: Lookup;
  /** Counts what the properties come to. */
  texts?: StackTexts;
}

type Path = readonly (string | number)[];

export function* validateResource(
  resource: ResourceDefinition,
  type: ResourceTypeSchema,
  options: ResourceValidation,
  problems: ProblemSink,
): Steps<void> {
  if (type.ignoresProperties) return;
  const { keys } = options;
  const evaluation = new Evaluation(options.resources);
  const found: PropertyProblem[] = [];
  let refused = false;
  for (const part of [resource.properties, resource.metadata, resource.updatePolicy, resource.externalId]) {
    validateExpression(part, evaluation, options.attributes, (error, path) => {
      refused = true;
      problems.add({ error, code: 'invalid-function-arguments', path });
    });
    yield;
  }
  if (!type.deletionPolicies.includes(resource.deletionPolicy)) {
    const error = new HeatError('StackValidationFailed', `"${resource.deletionPolicy}" deletion policy not supported`);
    problems.add({ error, code: 'invalid-deletion-policy', path: [...resource.path, keys.deletionPolicy] });
  }
  // What was refused cannot be evaluated either, and would only be said twice.
  if (refused || type.anyProperties) return;
  const report = (at: string, code: 'invalid-property' | 'invalid-update-policy') => {
    for (const problem of found.splice(0)) problems.add(placed(problem, [...resource.path, at], code));
  };
  found.push(...updatePolicyProblems(resource, type, options));
  report(keys.updatePolicy, 'invalid-update-policy');
  found.push(...(yield* propertyProblems(resource, type, options)));
  report(keys.properties, 'invalid-property');
  if (options.values) absentInMetadata(resource, problems);
}

/** Heat says of a file that did not come along only when it makes the resource. */
function absentInMetadata({ metadata }: ResourceDefinition, problems: ProblemSink): void {
  for (const { name, path } of absentFiles(metadata)) {
    const message = `No content found in the "files" section for ${path.at(-1)} path: ${name}`;
    const error = new HeatError('StackValidationFailed', `${path.join('.')}: ${message}`);
    problems.add({ error, message, code: 'missing-file', path });
  }
}

function placed(problem: PropertyProblem, base: Path, code: 'invalid-property' | 'invalid-update-policy') {
  const { error, suggestion } = problem;
  const path = [...base, ...problem.path];
  const isFailure = error.code === 'StackValidationFailed';
  const place = path.join('.');
  // Clients look for Heat's frame around place and cause; authors do without it.
  const failure = isFailure ? propertyError(problem, base) : error;
  const isUnknown = /^Unknown Property/.test(error.message);
  return {
    error: failure,
    message: isFailure ? `${place}: ${error.message}` : error.message,
    code: isUnknown && code === 'invalid-property' ? ('unknown-property' as const) : code,
    path,
    ...(suggestion && { suggestion }),
  };
}

function updatePolicyProblems(
  resource: ResourceDefinition,
  type: ResourceTypeSchema,
  options: ResourceValidation,
): PropertyProblem[] {
  if (resource.updatePolicy === null) return [];
  return guarded(() => {
    const data = propertyData(resource.updatePolicy, options);
    return prepareProperties(type.updatePolicy, [], data, options).validate();
  });
}

/** Every problem with the properties of a resource. */
function* propertyProblems(
  resource: ResourceDefinition,
  type: ResourceTypeSchema,
  options: ResourceValidation,
): Steps<PropertyProblem[]> {
  let data: PropertyData | null = null;
  const problems = guarded(() => {
    data = propertyData(resource.properties, options);
    return problemsOf(resource, type, data, options);
  });
  yield;
  const { texts } = options;
  if (data === null || problems.length > 0 || !options.values || texts === undefined) return problems;
  return textProblems(data, texts);
}

function problemsOf(
  resource: ResourceDefinition,
  type: ResourceTypeSchema,
  data: PropertyData,
  options: ResourceValidation,
): PropertyProblem[] {
  const properties = prepareProperties(schemasFor(type, data), type.translation, data, {
    ...options,
    description: resource.description,
  });
  if (options.values) return properties.validate();
  const problems: PropertyProblem[] = [];
  for (const key of data.keys()) {
    const property = properties.schema.get(key);
    if (property?.implemented) continue;
    const message = property === undefined ? `Unknown Property ${key}` : `Property ${key} not implemented yet`;
    problems.push({ path: [key], error: new HeatError('StackValidationFailed', message) });
  }
  return problems;
}

/** What is wrong with the texts of the properties together with those before. */
function textProblems(data: PropertyData, texts: StackTexts): PropertyProblem[] {
  return guarded(() => {
    for (const key of data.keys()) texts.add(data.get(key));
    return [];
  });
}

function guarded(validate: () => PropertyProblem[]): PropertyProblem[] {
  try {
    return validate();
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    if (error.code === 'RequestLimitExceeded') throw error;
    if (error.code === 'StackValidationFailed') return [{ path: [], error }];
    return [{ path: [], error: new HeatError('StackValidationFailed', error.message, { cause: error }) }];
  }
}
