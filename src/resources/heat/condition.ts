/** Conditions that wait for signals to a handle, however their properties are spelt. */
import { HeatError } from '../../errors.ts';
import { dumpJson } from '../../template/schema/index.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { type OwnType, ownType } from '../own-type.ts';
import type { Peer, ResourceOperation, ResourceType } from '../type.ts';

interface Spelling {
  handle: string;
  count: string;
  timeout: string;
  data: string;
  /** Types whose signals count. */
  handles: RegExp;
}

export function condition(definition: OwnType, spelling: Spelling): ResourceType {
  const referred = (op: ResourceOperation) => op.peer(String(op.properties[spelling.handle]));
  const isMet = (op: ResourceOperation) => met(op, spelling);
  return ownType({
    ...definition,
    async create(op) {
      await handleOf(op, spelling);
      return op.physicalName;
    },
    created: isMet,
    async update() {},
    updated: isMet,
    async delete(op) {
      (await referred(op))?.setMetadata({});
    },
    async attribute(op, name) {
      if (name !== spelling.data) return null;
      const handle = await referred(op);
      if (!handle) return '';
      const data: ValueMap = {};
      for (const [id, signal] of Object.entries(handle.metadata))
        data[id] = isMap(signal) ? part(signal, 'data') : null;
      return dumpJson(data);
    },
  });
}

async function handleOf(op: ResourceOperation, spelling: Spelling): Promise<Peer> {
  const reference = String(op.properties[spelling.handle]);
  const handle = await op.peer(reference);
  if (handle && spelling.handles.test(handle.type)) return handle;
  throw new HeatError('ValueError', `${handle?.name ?? reference} is not a valid wait condition handle.`);
}

async function met(op: ResourceOperation, spelling: Spelling): Promise<boolean> {
  const handle = await handleOf(op, spelling);
  await handle.fetchSignals();
  const signals = Object.values(handle.metadata).filter(isMap);
  const failed = signals.filter((signal) => part(signal, 'status') !== 'SUCCESS');
  if (failed.length > 0) throw new HeatError('WaitConditionFailure', failed.map(reasonOf).join(';'));
  const count = Number(op.properties[spelling.count] ?? 1);
  if (signals.length >= count) return true;
  if (op.elapsed() > Number(op.properties[spelling.timeout]) * 1000) {
    const reasons = signals.length === 0 ? '' : ` - ${signals.map(reasonOf).join(';')}`;
    throw new HeatError('WaitConditionTimeout', `${signals.length} of ${count} received${reasons}`);
  }
  return false;
}

/** Handles keep signals in one of two spellings. */
function part(signal: ValueMap, name: 'status' | 'reason' | 'data'): Value {
  return signal[name] ?? signal[name.charAt(0).toUpperCase() + name.slice(1)] ?? null;
}

function reasonOf(signal: ValueMap): string {
  return String(part(signal, 'reason') ?? '');
}
