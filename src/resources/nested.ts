/** What all types that own a nested stack have in common. A type says of what the stack is made; the rest follows. */
import { HeatError } from '../errors.ts';
import { NeedsUnknown } from '../template/expression/evaluate.ts';
import { Unknown } from '../template/schema/types.ts';
import { getKey, isMap, type Value } from '../template/value.ts';
import { nestedNetworks } from './neutron/nested-network.ts';
import type { NestedDefinition, ResourceOperation, ResourceType } from './type.ts';

type Verbs = Pick<
  ResourceType,
  | 'service'
  | 'requiredExtensions'
  | 'local'
  | 'create'
  | 'created'
  | 'find'
  | 'update'
  | 'updated'
  | 'delete'
  | 'deleted'
  | 'check'
  | 'checked'
  | 'suspend'
  | 'suspended'
  | 'resume'
  | 'resumed'
  | 'keepFailed'
  | 'wishedDependencies'
>;

export function nestedVerbs(
  definition: (op: ResourceOperation) => Promise<NestedDefinition> | NestedDefinition,
): Verbs {
  return {
    service: null,
    requiredExtensions: [],
    local: false,
    wishedDependencies: nestedNetworks,
    create: async (op) => op.nested.create(await definition(op)),
    created: (op) => op.nested.settled(),
    // Making the nested stack again finds the one made.
    find: async () => null,
    update: async (op) => op.nested.update(await definition(op)),
    updated: (op) => op.nested.settled(),
    async delete(op) {
      if ((await op.nested.state()) !== null) await op.nested.delete();
    },
    deleted: async (op) => (await op.nested.state()) === null || op.nested.settled(),
    check: (op) => op.nested.act('CHECK'),
    checked: (op) => op.nested.settled(),
    suspend: (op) => op.nested.act('SUSPEND'),
    suspended: (op) => op.nested.settled(),
    resume: (op) => op.nested.act('RESUME'),
    resumed: (op) => op.nested.settled(),
    // A nested stack that failed is repaired by its own update.
    keepFailed: async (op) => (await op.nested.state()) !== null,
  };
}

/**
 * A value without which it cannot be told what a nested stack is made of. While a run is only foreseen it may not be known yet: then
 * nothing is told of that stack.
 */
export function needed<T>(value: T): Exclude<T, Unknown> {
  if (value instanceof Unknown) throw new NeedsUnknown(value);
  return value as Exclude<T, Unknown>;
}

const IDENTITY = 'stack_identity';
const OWN_REFERENCE = 'stack_id_output';

/** Notes what `get_resource` of the nested stack gives, once it is made. */
export function noteIdentity(op: ResourceOperation, id: string): void {
  op.setData(IDENTITY, `arn:openstack:heat::${op.stack.projectId}:stacks/${op.physicalName}/${id}`);
}

/** The output `OS::stack_id` stands for the whole, where there is one. */
export async function noteReference(op: ResourceOperation): Promise<void> {
  const reference = await op.nested.output('OS::stack_id').catch((error: unknown) => {
    if (error instanceof HeatError && error.code === 'TemplateOutputError') return null;
    throw error;
  });
  const text = reference === undefined || reference === null ? null : String(reference);
  if ((op.data.get(OWN_REFERENCE) ?? null) !== text) op.setData(OWN_REFERENCE, text);
}

export const referenceToStack: NonNullable<ResourceType['referenceId']> = ({ name, physicalId, data }) =>
  physicalId === null ? name : (data.get(OWN_REFERENCE) ?? data.get(IDENTITY) ?? physicalId);

/** The value at a path within another, as get_attr indexes: null where it leads nowhere. */
export function follow(value: Value, path: readonly Value[]): Value {
  let at = value;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)] ?? null;
    else if (isMap(at)) at = getKey(at, String(step)) ?? null;
    else if (typeof at === 'string' && Number.isInteger(Number(step))) at = at.at(Number(step)) ?? null;
    else return null;
  }
  return at;
}

/** `resource.{member}` and `resource.{member}.{attribute}`; null for any other name. */
export function memberOfName(name: string): { member: string; attribute: string | undefined } | null {
  const parts = /^resource\.([^.]*)(?:\.(.*))?$/s.exec(name);
  return parts === null ? null : { member: parts[1] ?? '', attribute: parts[2] };
}

/** The reference id of a member. Throws NotFound. */
export async function memberReference(op: ResourceOperation, member: string): Promise<Value> {
  const found = (await op.nested.members())?.find(({ name }) => name === member);
  if (found === undefined) throw noMember(op, member);
  return found.referenceId;
}

export function noMember(op: ResourceOperation, member: string): HeatError {
  return new HeatError('NotFound', `Member '${member}' not found in group resource '${op.name}'.`);
}

export function noAttribute(op: ResourceOperation, name: string): HeatError {
  return new HeatError('InvalidTemplateAttribute', `The Referenced Attribute (${op.name} ${name}) is incorrect.`);
}
