/** What groups tell: references and attributes of their members. */
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { follow, memberOfName, memberReference, noAttribute, noMember } from '../nested.ts';
import type { ResourceOperation } from '../type.ts';

/** `names`: the members that count, in order. */
export async function groupAttribute(
  op: ResourceOperation,
  names: readonly string[],
  name: string,
  path: Value[],
): Promise<Value> {
  if (name === 'attributes' && path.length === 0) throw noAttribute(op, name);
  const inner = memberOfName(name);
  if (inner !== null) {
    const steps = inner.attribute === undefined ? path : [inner.attribute, ...path];
    return steps.length === 0 ? memberReference(op, inner.member) : ofMember(op, inner.member, steps);
  }
  if (name === 'show') return null;
  if (name === 'refs' || name === 'refs_map') {
    const references = new Map((await op.nested.members())?.map((member) => [member.name, member.referenceId]));
    if (name === 'refs')
      return follow(
        names.map((member) => references.get(member) ?? null),
        path,
      );
    return follow(Object.fromEntries(names.map((member) => [member, references.get(member) ?? null])), path);
  }
  if (name === 'attributes') {
    const values = await Promise.all(names.map((member) => ofMember(op, member, path)));
    const map: ValueMap = {};
    names.forEach((member, index) => {
      map[member] = values[index] ?? null;
    });
    return map;
  }
  return Promise.all(names.map((member) => ofMember(op, member, [name, ...path])));
}

async function ofMember(op: ResourceOperation, member: string, path: Value[]): Promise<Value> {
  const template = await op.nested.template();
  const resources = template?.resources;
  if (isMap(resources) && !Object.hasOwn(resources, member)) throw noMember(op, member);
  return op.nested.memberAttribute(member, path);
}
