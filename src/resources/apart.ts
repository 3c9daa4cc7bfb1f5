/**
 * Brings what is set by calls of its own (`terms/set-by.ts`) from what is there to what is wanted. What is there is asked for, so that a call
 * that was lost, or a process that died half-way, leaves nothing that the next try would not see.
 */
import { CloudError, type CloudRequest } from '../openstack/cloud.ts';
import { isMap, type Value, type ValueMap } from '../template/value.ts';
import { placeOf } from './place.ts';
import type { Rest } from './rest.ts';
import type { Calls, Elements, Keys, Whose } from './terms/set-by.ts';
import type { Properties, ResourceOperation, UpdateOperation } from './type.ts';

/** Properties that are set by calls of their own. */
export type Apart = Readonly<Record<string, Calls>>;

/** After a create: what is given. False: nothing was. */
export async function setApart(op: ResourceOperation, rest: Rest, apart: Apart): Promise<boolean> {
  let hasSet = false;
  for (const [property, calls] of Object.entries(apart)) {
    const of = whose(op, rest, true);
    const wanted = wantedOf(calls, of, op.properties[property] ?? null);
    if (isNothing(wanted)) continue;
    await bring(callsOf(op, rest), calls, of, wanted);
    hasSet = true;
  }
  return hasSet;
}

/** At an update: what changed. */
export async function changeApart(op: UpdateOperation, rest: Rest, apart: Apart): Promise<void> {
  for (const [property, calls] of Object.entries(apart)) {
    if (!op.changed.includes(property)) continue;
    const of = whose(op, rest, false);
    const wanted = wantedOf(calls, of, op.properties[property] ?? null);
    if (wanted !== null) await bring(callsOf(op, rest), calls, of, wanted);
  }
}

/** What is there of what was given. `shown`: the object. */
export async function liveApart(op: ResourceOperation, rest: Rest, apart: Apart, shown: ValueMap): Promise<Properties> {
  const live: Properties = {};
  for (const [property, calls] of Object.entries(apart)) {
    const of = whose(op, rest, false);
    if (isNothing(wantedOf(calls, of, op.properties[property] ?? null))) continue;
    if (calls.kind === 'whole') {
      if (shown[property] !== undefined) live[property] = shown[property];
      continue;
    }
    // Elements that have to be told by a key are shown in another form than they are given in.
    if (calls.kind === 'elements' && calls.key !== undefined) continue;
    live[property] = await present(callsOf(op, rest), calls, of);
  }
  return live;
}

function whose(op: ResourceOperation, rest: Rest, isNew: boolean): Whose {
  const { path } = placeOf(op, rest);
  return { id: op.physicalId ?? '', path, properties: op.properties, projectId: op.stack.projectId, isNew };
}

/** Null: anything is fine. */
function wantedOf(calls: Calls, of: Whose, value: Value): Value {
  if (calls.kind !== 'whole' && calls.wanted !== undefined) return calls.wanted(of, value);
  return value ?? (calls.kind === 'keys' ? {} : []);
}

function isNothing(value: Value): boolean {
  if (value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}

type Call = (request: CloudRequest) => Promise<unknown>;

const callsOf =
  (op: ResourceOperation, rest: Rest): Call =>
  async (request) =>
    (await op.cloud.request(rest.collection.service, { ...request, signal: op.signal })).body;

async function bring(call: Call, calls: Calls, of: Whose, wanted: Value): Promise<void> {
  if (calls.kind === 'whole') await call(calls.put(of, wanted));
  else if (calls.kind === 'keys') await bringKeys(call, calls, of, wanted as ValueMap);
  else await bringElements(call, calls, of, wanted as Value[]);
}

async function present(call: Call, calls: Elements | Keys, of: Whose): Promise<Value> {
  return calls.read(await call(calls.present(of)));
}

async function bringKeys(call: Call, calls: Keys, of: Whose, wanted: ValueMap): Promise<void> {
  const there = (await present(call, calls, of)) as ValueMap;
  for (const key of Object.keys(there))
    if (!Object.hasOwn(wanted, key)) await remove(call, calls, calls.remove(of, key));
  const changed = Object.entries(wanted).filter(([key, value]) => there[key] !== value);
  if (changed.length > 0) await add(call, calls, [calls.set(of, Object.fromEntries(changed))]);
}

async function bringElements(call: Call, calls: Elements, of: Whose, wanted: readonly Value[]): Promise<void> {
  const keyed = (elements: readonly Value[]) =>
    new Map(elements.map((element) => [calls.key?.(element) ?? String(element), element]));
  const there = keyed((await present(call, calls, of)) as Value[]);
  const after = keyed(wanted);
  const missing = [...after].flatMap(([key, element]) => (there.has(key) ? [] : [element]));
  const requests = missing.flatMap((element) => calls.add?.(of, element) ?? []);
  if (calls.addAll !== undefined && missing.length > 0) requests.push(calls.addAll(of, missing));
  if (calls.addsFirst === true) await add(call, calls, requests);
  for (const [key, element] of there) if (!after.has(key)) await remove(call, calls, calls.remove(of, element));
  if (calls.addsFirst !== true) await add(call, calls, requests);
}

async function add(call: Call, { settled }: Elements | Keys, requests: readonly CloudRequest[]): Promise<void> {
  for (const request of requests) await unless(settled?.add ?? [], call(request));
}

function remove(call: Call, { settled }: Elements | Keys, request: CloudRequest): Promise<void> {
  return unless([404, ...(settled?.remove ?? [])], call(request));
}

/** `settled`: statuses of answers which mean that things are as wanted already. */
async function unless(settled: readonly number[], call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof CloudError && settled.includes(error.status))) throw error;
  }
}
