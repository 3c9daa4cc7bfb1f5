/**
 * Looks into what the resources of a template make nested stacks of, with what they are given. What a group says of its members is in the
 * template itself, and so are its faults. Of a template in a file of its own it is only told what it is given.
 */
import { HeatError } from '../../errors.ts';
import { propertyData } from '../definition/property-data.ts';
import type { ResourceDefinition } from '../definition/resource.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { positioned } from '../diagnostics/report.ts';
import type { Environment } from '../environment/index.ts';
import { evaluate, NOTHING_KNOWN } from '../expression/evaluate.ts';
import { type ParameterValues, partlyKnown } from '../parameters/index.ts';
import { typeProperties } from '../properties/index.ts';
import { delimited } from '../properties/provider.ts';
import { type ConstraintCheck, firstUnknown } from '../schema/index.ts';
import type { ResourceTypeSchema, Unknown } from '../schema/types.ts';
import { Template } from '../template.ts';
import { validateTemplate } from '../validation/stack.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { definedResources } from './linted-resources.ts';
import { LintedTypes, type TypeOptions } from './linted-types.ts';
import { OpenParameters } from './open-parameters.ts';
import { polish } from './polish.ts';

/** What a template that is used as a type is given. */
export interface Given {
  /** Its name, as the template or the environment has it. */
  file: string;
  /** The way to the resource: names of resources. */
  place: readonly string[];
  known: ValueMap;
  /** Parameters whose values only the run will tell. */
  unknown: ReadonlyMap<string, Unknown>;
}

export interface Around {
  template: Template;
  parameters: ParameterValues;
  environment: Environment;
  types: LintedTypes;
  options: TypeOptions & { check?: ConstraintCheck; onGiven?(given: Given): void };
  /** The way to the nested stack from the template that is looked at. */
  place: readonly string[];
}

/** A group may be one of groups of groups. */
const DEEPEST = 6;

export function nestedFindings(around: Around): Diagnostic[] {
  const { template, parameters } = around;
  if (around.place.length > DEEPEST) return [];
  return definedResources(template, parameters).flatMap(
    (resource) => unlessWrong(() => findingsOf(resource, around)) ?? [],
  );
}

function findingsOf(resource: ResourceDefinition, around: Around): Diagnostic[] {
  const { name, type: spelled } = resource;
  const { template, types, options } = around;
  const type = types.get(spelled, name);
  if (!type.nestedStack || resource.externalId !== null) return [];
  const place = [...around.place, name];
  const file = types.fileOf(spelled, name);
  if (file !== undefined) options.onGiven?.({ file, place, ...givenBy(resource) });
  const made = type.nestedTemplate?.({ name, properties: propertiesOf(type, resource), forValidation: true });
  if (made === undefined) return [];
  const { resourceKeys } = template.format;
  return findingsIn(new Template(made.template, template.files), { ...around, place }).map((found) => {
    const inner = found.path && type.nestedPlace?.(found.path);
    const path = inner ? [...resource.path, resourceKeys.properties, ...inner] : resource.path;
    return positioned({ ...found, path }, template);
  });
}

/** Faults of the template that a group, or the like, makes for its members. It has no parameters. */
function findingsIn(template: Template, { environment, options, place }: Around): Diagnostic[] {
  const nobody = { stackName: 'stack', stackId: '00000000-0000-0000-0000-000000000000', projectId: '0'.repeat(32) };
  const parameters = new OpenParameters(new Map(), { kind: template.kind, ...nobody, values: {}, defaults: {} });
  const types = new LintedTypes(template, options, environment);
  const problems = validateTemplate(template, {
    parameters,
    typeOf: (type, resource) => types.get(type, resource),
    typeNames: () => options.types.names(),
    maxResources: -1,
    ...(options.check && { check: options.check }),
  });
  const within = nestedFindings({ template, parameters, environment, types, options, place });
  return polish([...types.findings(), ...problems, ...within], [], template);
}

function propertiesOf(type: ResourceTypeSchema, { properties: given }: ResourceDefinition): Record<string, Value> {
  const properties = typeProperties(type, propertyData(given, { resources: NOTHING_KNOWN }));
  const values: Record<string, Value> = {};
  // What cannot be read is not given: that it cannot is told of the resource itself.
  for (const key of properties.schema.keys()) values[key] = unlessWrong(() => properties.get(key) as Value) ?? null;
  return values;
}

function givenBy({ properties }: ResourceDefinition): Pick<Given, 'known' | 'unknown'> {
  const values = evaluate(properties, NOTHING_KNOWN);
  const given = Object.entries(isMap(values) ? values : {}).filter(([, value]) => value !== null);
  return partlyKnown(
    Object.fromEntries(
      given.map(([name, value]) => [name, Array.isArray(value) ? (firstUnknown(value) ?? delimited(value)) : value]),
    ),
  );
}

function unlessWrong<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof HeatError) return undefined;
    throw error;
  }
}
