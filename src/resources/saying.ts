/** What every resource type says of itself, however its verbs are made. */
import type { AttributeSchema, DeletionPolicy, ResourceTypeSchema, TranslationRule } from '../template/schema/types.ts';
import { checkExclusive, type Exclusive } from './exclusive.ts';
import type { AttributeTerms, PropertyTerms } from './terms/index.ts';
import { attributesOf, type Meaning, schemaOf } from './terms/schema-of.ts';
import type { ResourceType } from './type.ts';

type FromTerms = 'properties' | 'attributes' | 'updatePolicy' | 'translation';

export interface Saying<Terms extends PropertyTerms>
  extends Partial<Omit<ResourceTypeSchema, 'name' | FromTerms>>,
    Exclusive {
  name: string;
  description: string;
  properties?: Terms;
  attributes?: AttributeTerms;
  updatePolicy?: PropertyTerms;
  /** Beside the rules that follow from the terms. */
  translation?: TranslationRule[];
  requiredExtensions?: string[];
}

/** Members of a type that are no verbs. */
export type NotVerbs = keyof ResourceTypeSchema | 'service' | 'requiredExtensions' | 'local';

/** These members are for the other kind of type: a spread cannot bring them in unseen. */
export type Without<Names extends PropertyKey> = { readonly [Name in Names]?: never };

const SHOW: AttributeSchema = {
  type: 'map',
  cache: 'none',
  description: 'Everything that the service tells about the object.',
};
const POLICIES: DeletionPolicy[] = ['Delete', 'Retain'];

type Schema = ResourceTypeSchema & Pick<ResourceType, 'requiredExtensions' | 'validate'>;

export function said(saying: Saying<PropertyTerms>): { schema: Schema; meaning: Meaning } {
  const {
    properties = {},
    attributes = {},
    updatePolicy = {},
    translation = [],
    exclusive,
    needsOneOf,
    ...other
  } = saying;
  const meaning = schemaOf(properties);
  const schema: Schema = {
    support: { status: 'SUPPORTED' },
    deletionPolicies: POLICIES,
    requiredExtensions: [],
    ...other,
    properties: meaning.properties,
    updatePolicy: schemaOf(updatePolicy).properties,
    translation: [...meaning.translation, ...translation],
    attributes: { ...attributesOf(attributes), show: SHOW },
  };
  const { validate } = schema;
  if (exclusive === undefined && needsOneOf === undefined) return { schema, meaning };
  schema.validate = async (about) => {
    checkExclusive({ exclusive, needsOneOf }, about.properties);
    await validate?.(about);
  };
  return { schema, meaning };
}
