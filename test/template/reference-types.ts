/** Every resource type that Heat has, by its schema (`test/data/heat-types.json`), for templates of types that are not in the catalogue. */
import { readFileSync } from 'node:fs';
import type { ResourceTypeSchema, TypeRegistry } from '../../src/template/schema/types.ts';

type Compact = Partial<ResourceTypeSchema> & { placeholder?: boolean };

const file = new URL('../data/heat-types.json', import.meta.url);
const data = JSON.parse(readFileSync(file, 'utf8')) as {
  aliases: Record<string, string>;
  types: Record<string, Compact>;
};

export const referenceAliases: Readonly<Record<string, string>> = data.aliases;

/** Their attributes are those of what they are made of. */
const DYNAMIC = new Set([
  'AWS::CloudFormation::Stack',
  'OS::Heat::AutoScalingGroup',
  'OS::Heat::None',
  'OS::Heat::ResourceChain',
  'OS::Heat::ResourceGroup',
  'OS::Heat::SoftwareDeployment',
  'OS::Heat::StructuredDeployment',
  'OS::Heat::SoftwareDeploymentGroup',
]);

function expand([name, { placeholder, ...compact }]: [string, Compact]): [string, ResourceTypeSchema] {
  const anything = placeholder || name === 'OS::Heat::None';
  return [
    name,
    {
      name,
      properties: {},
      updatePolicy: {},
      support: { status: 'SUPPORTED' },
      deletionPolicies: ['Delete', 'Retain'],
      translation: [],
      ...compact,
      attributes: { ...compact.attributes, show: { type: 'map', cache: 'none' } },
      ...(anything ? { anyProperties: true } : {}),
      ...(anything || DYNAMIC.has(name) ? { dynamicAttributes: true } : {}),
    },
  ];
}

const types = new Map(Object.entries(data.types).map(expand));

export const referenceTypes: TypeRegistry = { get: (name) => types.get(name), names: () => types.keys() };
