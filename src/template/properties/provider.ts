/**
 * A template used as a resource type. Its parameters are the properties of the resource, its outputs the attributes;
 * properties given become parameters of the nested stack.
 */
import { HeatError } from '../../errors.ts';
import { PARAMETER_TYPES } from '../parameters/dialect.ts';
import type { ParameterSchema } from '../parameters/schema.ts';
import { pythonText, pythonType } from '../schema/python-values.ts';
import { type PropertySchema, type ResourceTypeSchema, Unknown } from '../schema/types.ts';
import { getKey, isMap, setKey, type Value, type ValueMap } from '../value.ts';
import { coerce } from './coercion.ts';
import type { Properties, Resolved } from './properties.ts';

export interface ProviderTemplate {
  description?: string;
  parameters: ReadonlyMap<string, ParameterSchema>;
  /** Outputs with their descriptions. */
  outputs: Iterable<[name: string, description: string | undefined]>;
}

/** Parameters whose values may come in another form than that of the property. */
const CONVERTED: ReadonlySet<ParameterSchema['type']> = new Set(['json', 'comma_delimited_list']);

/** `defaults` are the environment's `parameter_defaults`: what has one need not be given. */
function propertyOf(parameter: ParameterSchema, defaults: ValueMap): PropertySchema {
  const { type, constraints } = parameter.value;
  const fallback = getKey(defaults, parameter.name) ?? parameter.default;
  return {
    type: PARAMETER_TYPES[parameter.type]?.property ?? type,
    ...(parameter.description === null ? {} : { description: pythonText(parameter.description) }),
    ...(constraints === undefined ? {} : { constraints }),
    ...(fallback === null ? { required: true } : {}),
    ...(CONVERTED.has(parameter.type) ? { allowConversion: true } : {}),
    ...(parameter.hidden ? { secret: true } : {}),
    updateAllowed: true,
  };
}

/** The resource type that a template is, under the name that it has in the templates that use it. */
export function providerType(name: string, template: ProviderTemplate, defaults: ValueMap = {}): ResourceTypeSchema {
  const properties: Record<string, PropertySchema> = {};
  for (const [key, parameter] of template.parameters) setKey(properties, key, propertyOf(parameter, defaults));
  const attributes: ResourceTypeSchema['attributes'] = {};
  for (const [key, description] of template.outputs) {
    setKey(attributes, key, description === undefined ? {} : { description });
  }
  return {
    name,
    ...(template.description === undefined ? {} : { description: template.description }),
    properties,
    attributes,
    updatePolicy: {},
    support: { status: 'SUPPORTED' },
    deletionPolicies: ['Delete', 'Retain'],
    translation: [],
    nestedStack: true,
  };
}

/** Elements as a comma-delimited list; those of a list of maps as CloudFormation writes them: `.member.0.key=value`. */
export function delimited(list: readonly Value[]): Value {
  if (list.length === 0) return '';
  const [first] = list;
  if (isMap(first) && !(first instanceof Unknown)) {
    return list
      .flatMap((item, i) => {
        if (!isMap(item)) throw new HeatError('AttributeError', 'The elements of the list must all be maps.');
        return Object.entries(item).map(([key, value]) => `.member.${i}.${key}=${pythonText(value)}`);
      })
      .join(',');
  }
  const texts = list.map((item) => {
    if (item === null) return '';
    if (typeof item !== 'string') {
      throw new HeatError('TypeError', `The list must hold texts only; it holds a value of type ${pythonType(item)}.`);
    }
    return item;
  });
  return texts.join(',');
}

/**
 * The parameters that the properties give the nested stack; what is not known yet is left an Unknown. `isMade`: false
 * before the resource is created, when a value that cannot be read counts as empty. ValueError or TypeError.
 */
export function childParameters(properties: Properties, { isMade = true } = {}): Record<string, Resolved> {
  const parameters: Record<string, Resolved> = {};
  for (const [name, property] of properties.schema) {
    if (!property.implemented) continue;
    let value: Resolved;
    try {
      value = properties.getGiven(name) ?? null;
    } catch (error) {
      if (isMade || !(error instanceof HeatError) || error.code !== 'ValueError') throw error;
      value = coerce(property, null);
    }
    if (value === null) continue;
    const list = property.type === 'list' && Array.isArray(value) ? value : undefined;
    if (list?.some((item) => (item as unknown) instanceof Unknown)) value = new Unknown(name);
    else if (list !== undefined) value = delimited(list);
    setKey(parameters, name, value);
  }
  return parameters;
}

/**
 * Checks that a template which stands for a type of the catalogue offers what that type does. StackValidationFailed.
 */
export function checkFacade(provider: ResourceTypeSchema, facade: ResourceTypeSchema): void {
  const failed = (message: string) => new HeatError('StackValidationFailed', message);
  for (const [name, wanted] of Object.entries(facade.properties)) {
    const offered = getKey(provider.properties, name);
    if (offered === undefined) {
      if (!wanted.required) continue;
      throw failed(`Required property ${name} for facade ${facade.name} missing in provider`);
    }
    const type = wanted.type === 'integer' ? 'number' : wanted.type;
    if (offered.type !== type) {
      const types = `(${wanted.type}) and provider (${offered.type})`;
      throw failed(`Property ${name} type mismatch between facade ${facade.name} ${types}`);
    }
  }
  for (const [name, offered] of Object.entries(provider.properties)) {
    if (offered.required && !Object.hasOwn(facade.properties, name)) {
      throw failed(`Provider requires property ${name} unknown in facade ${facade.name}`);
    }
  }
  for (const name of Object.keys(facade.attributes)) {
    if (name !== 'show' && !Object.hasOwn(provider.attributes, name)) {
      throw failed(`Attribute ${name} for facade ${facade.name} missing in provider`);
    }
  }
}
