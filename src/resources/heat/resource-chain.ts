import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { needed, nestedVerbs } from '../nested.ts';
import { ownType } from '../own-type.ts';
import { flag, list, map, preset, required, since, update } from '../terms/index.ts';
import type { Properties, ResourceOperation } from '../type.ts';
import { groupAttribute } from './group-attributes.ts';
import { groupTemplate } from './group-template.ts';

export const resourceChain = ownType({
  name: 'OS::Heat::ResourceChain',
  description: 'Resources of several types with the same properties, each after the one before.',
  ...since('6.0.0'),
  nestedStack: true,
  properties: {
    concurrent: flag('Whether they are made all at once.', preset(false)),
    resource_properties: map('Properties of every member.'),
    resources: list('Types of the members, in order.', required, update),
  },
  attributes: {
    attributes: map('An attribute of all members by member name.'),
    refs: list('Reference ids of the members.'),
  },
  ...nestedVerbs(async (op) => {
    await op.nested.admit(typesOf(op.properties).length);
    return { template: chainTemplate(op.properties), parameters: {} };
  }),
  dynamicAttributes: true,
  nestedMembers: ({ resources }) => (Array.isArray(resources) ? resources.length : undefined),
  nestedTemplate({ properties }) {
    const { resources } = properties;
    if (!Array.isArray(resources)) return undefined;
    return { template: chainTemplate(properties as Properties), parameters: {} };
  },
  nestedPlace: ([_section, member, key, ...rest]) =>
    key === 'properties' ? ['resource_properties', ...rest] : ['resources', Number(member)],
  attribute: (op, name) => attributeAt(op, name, []),
  attributeAt,
});

function attributeAt(op: ResourceOperation, name: string, path: Value[]): Promise<Value> {
  return groupAttribute(
    op,
    typesOf(op.properties).map((_type, index) => String(index)),
    name,
    path,
  );
}

function typesOf({ resources }: Properties): Value[] {
  const types = needed(resources);
  return Array.isArray(types) ? types.map(needed) : [];
}

/** Each member needs the one before, unless all may be made at once. */
export function chainTemplate(properties: Properties): ValueMap {
  const shared = needed(properties.resource_properties);
  return groupTemplate(
    typesOf(properties).map((type, index) => {
      const definition: ValueMap = { type };
      if (isMap(shared)) definition.properties = shared;
      if (index > 0 && properties.concurrent !== true) definition.depends_on = [String(index - 1)];
      return [String(index), definition] as const;
    }),
  );
}
