/**
 * A template that is used as a resource type: its parameters are the properties, its outputs the attributes. The schema comes
 * from the template layer (`providerType`), the rest is a nested stack.
 */

import { delimited } from '../template/properties/provider.ts';
import { firstUnknown } from '../template/schema/index.ts';
import type { ResourceTypeSchema } from '../template/schema/types.ts';
import { setKey, type Value, type ValueMap } from '../template/value.ts';
import {
  follow,
  memberOfName,
  memberReference,
  nestedVerbs,
  noAttribute,
  noteIdentity,
  noteReference,
  referenceToStack,
} from './nested.ts';
import type { Properties, ResourceOperation, ResourceType } from './type.ts';

/** `template`: text or tree. */
export function templateResource(schema: ResourceTypeSchema, template: string | ValueMap): ResourceType {
  const verbs = nestedVerbs(({ properties }) => ({ template, parameters: parametersOf(properties) }));
  return {
    ...schema,
    ...verbs,
    nestedStack: true,
    dynamicAttributes: true,
    attributes: { ...schema.attributes, show: { type: 'map', cache: 'none' } },
    async create(op) {
      const id = await verbs.create(op);
      if (id !== null) noteIdentity(op, id);
      return id;
    },
    async created(op) {
      if (!(await verbs.created(op))) return false;
      await noteReference(op);
      return true;
    },
    async updated(op) {
      if (!(await verbs.updated(op))) return false;
      await noteReference(op);
      return true;
    },
    attribute(op, name) {
      return attributeAt(op, name, []);
    },
    attributeAt,
    referenceId: referenceToStack,
  };
}

async function attributeAt(op: ResourceOperation, name: string, path: Value[]): Promise<Value> {
  if (op.physicalId === null) return null;
  const inner = memberOfName(name);
  if (inner !== null) {
    const steps = inner.attribute === undefined ? path : [inner.attribute, ...path];
    if (steps.length === 0) return memberReference(op, inner.member);
    return op.nested.memberAttribute(inner.member, steps);
  }
  const value = await op.nested.output(name);
  if (value === undefined) {
    if (name === 'show') return null;
    throw noAttribute(op, name);
  }
  return follow(value, path);
}

function parametersOf(properties: Properties): ValueMap {
  const parameters: ValueMap = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null)
      setKey(parameters, name, Array.isArray(value) ? (firstUnknown(value) ?? delimited(value)) : value);
  }
  return parameters;
}
