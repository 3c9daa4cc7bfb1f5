/**
 * The template of a group's nested stack, and its next step in a rolling update. Nothing is planned ahead: the next batch follows from the
 * template in force and the definition wanted, so that an update interrupted anywhere goes on from there.
 */
import { HeatError } from '../../errors.ts';
import { Unknown } from '../../template/schema/types.ts';
import { isMap, setKey, stringify, type Value, type ValueMap } from '../../template/value.ts';

export interface MemberDefinition {
  type: string;
  properties: ValueMap | null;
  metadata: ValueMap | null;
}

export const VERSION = '2015-04-30';

/** More are never listed, however many resources a stack may have: a group that is stored must not be able to stop an engine. */
const MOST_MEMBERS = 100_000;

function tooManyMembers(size: number): HeatError {
  const message = `Request limit exceeded: ${size} members are asked for, and a group may have ${MOST_MEMBERS} at most.`;
  return new HeatError('RequestLimitExceeded', message);
}

/** Longest template of a group, in characters of JSON: each member is written out in it. */
const MOST_TEXT = 16_777_216;

/** @throws RequestLimitExceeded for a definition that, once for each member, would make too much text */
export function checkText(members: number, definition: MemberDefinition): void {
  const size = stringify(definition).length * members;
  if (size <= MOST_TEXT) return;
  const message = `Request limit exceeded: Template size (${size} bytes) exceeds maximum allowed size (${MOST_TEXT} bytes).`;
  throw new HeatError('RequestLimitExceeded', message);
}

/** Names of the members: counted from 0, leaving out those used up. */
export function memberNames(size: number, skipped: ReadonlySet<string>): string[] {
  if (size > MOST_MEMBERS) throw tooManyMembers(size);
  const names: string[] = [];
  for (let index = 0; names.length < size; index++) if (!skipped.has(String(index))) names.push(String(index));
  return names;
}

/** The definition of one member: its name stands wherever the index variable does. */
export function memberDefinition(
  name: string,
  { type, properties, metadata }: MemberDefinition,
  indexVar: string,
): ValueMap {
  const definition: ValueMap = { type };
  if (properties !== null) {
    const given = Object.entries(properties).filter(([, value]) => value !== null);
    definition.properties = replaceIndex(Object.fromEntries(given), indexVar, name);
  }
  if (metadata !== null) definition.metadata = metadata;
  return definition;
}

function replaceIndex(value: Value, indexVar: string, name: string): Value {
  if (typeof value === 'string') return indexVar === '' ? value : value.replaceAll(indexVar, name);
  if (Array.isArray(value)) return value.map((element) => replaceIndex(element, indexVar, name));
  // What is not known yet is no map.
  if (!isMap(value) || (value as unknown) instanceof Unknown) return value;
  const replaced: ValueMap = {};
  for (const [key, inner] of Object.entries(value)) setKey(replaced, key, replaceIndex(inner, indexVar, name));
  return replaced;
}

export function groupTemplate(members: Iterable<readonly [string, ValueMap]>): ValueMap {
  const resources: ValueMap = {};
  for (const [name, definition] of members) resources[name] = definition;
  return { heat_template_version: VERSION, resources };
}

/** Members of a group's template in force. */
export function membersOf(template: ValueMap | null): Map<string, ValueMap> {
  const resources = template?.resources;
  const members = new Map<string, ValueMap>();
  if (isMap(resources))
    for (const [name, value] of Object.entries(resources)) if (isMap(value)) members.set(name, value);
  return members;
}

export interface Rolling {
  target: number;
  maxBatchSize: number;
  minInService: number;
  skipped: ReadonlySet<string>;
  /** Definition wanted for a member. */
  define(name: string): ValueMap;
}

/** The members after the next batch; null when the group is as wanted. */
export function nextBatch(present: ReadonlyMap<string, ValueMap>, rolling: Rolling): [string, ValueMap][] | null {
  const { target, define, skipped } = rolling;
  const wanted = new Set(memberNames(target, skipped));
  const old = [...present].filter(([name]) => !skipped.has(name));
  const isNew = ([name, definition]: readonly [string, ValueMap]) => sameDefinition(definition, define(name));
  const current = old.length;
  const upToDate = old.filter((member) => wanted.has(member[0]) && isNew(member)).length;
  if (upToDate >= current && current === target && old.length === present.size) return null;

  // Those in service beside a batch must not fall below the least number: if need be, the group grows for a while.
  const least = Math.min(rolling.minInService, target, current);
  const batch = Math.min(rolling.maxBatchSize, Math.max(target - upToDate, 0));
  const capacity = batch + Math.max(Math.min(current, target - batch), least);
  return assemble(old, capacity, batch, rolling, isNew);
}

/** The first to be dropped or changed: those outside the names, then those of the highest index; last those beyond the target. */
function assemble(
  old: [string, ValueMap][],
  capacity: number,
  batch: number,
  { target, skipped, define }: Rolling,
  isNew: (member: readonly [string, ValueMap]) => boolean,
): [string, ValueMap][] {
  const names = memberNames(capacity, skipped);
  const places = new Map(names.map((name, index) => [name, index]));
  const priority = ([name]: readonly [string, ValueMap]) => {
    const index = places.get(name);
    if (index === undefined) return 0;
    return index < target ? target - index : capacity;
  };
  const kept = [...old].sort((a, b) => priority(a) - priority(b)).slice(-capacity || old.length);
  const taken = new Set(old.map(([name]) => name));
  const fresh = names.filter((name) => !taken.has(name));
  let changes = batch - (capacity - kept.length);
  const members = kept.map((member): [string, ValueMap] => {
    const [name] = member;
    const isPlaced = places.has(name);
    if (changes <= 0 || (isPlaced && isNew(member))) return member;
    changes--;
    // One whose name is not wanted gives way to one whose name is.
    const instead = isPlaced ? name : (fresh.shift() ?? name);
    return [instead, define(instead)];
  });
  for (const name of fresh) {
    if (members.length >= capacity) break;
    members.push([name, define(name)]);
  }
  return capacity === 0 ? [] : members;
}

/** Independent of the order of keys, which a store need not keep. */
export function sameDefinition(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => sameDefinition(value, b[i] ?? null));
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameDefinition(a[key] ?? null, b[key] ?? null))
    );
  }
  return String(a) === String(b) && typeof a === typeof b;
}
