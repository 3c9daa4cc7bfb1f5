import { HeatError } from '../../errors.ts';
import { isMap, stringify, type Value, type ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import type { Peer, ResourceOperation } from '../type.ts';
import { schema } from './wait-condition.schema.ts';

export const waitCondition = resource({
  ...schema,
  async create(op) {
    await handleOf(op);
    return op.physicalName;
  },
  created: isMet,
  async update() {},
  updated: isMet,
  async delete(op) {
    const handle = await op.peer?.(String(op.properties.handle));
    handle?.setMetadata({});
  },
  async attribute(op, name) {
    if (name !== 'data') return null;
    const handle = await op.peer?.(String(op.properties.handle));
    if (!handle) return '';
    const data: ValueMap = {};
    for (const [id, signal] of Object.entries(handle.metadata)) data[id] = isMap(signal) ? (signal.data ?? null) : null;
    return stringify(data);
  },
});

/** Types whose signals count. */
const HANDLES = /^(OS::Heat::(Update)?WaitConditionHandle|AWS::CloudFormation::WaitConditionHandle)$/;

async function handleOf(op: ResourceOperation): Promise<Peer> {
  const reference = String(op.properties.handle);
  const handle = await op.peer?.(reference);
  if (handle && HANDLES.test(handle.type)) return handle;
  throw new HeatError('ValueError', `${handle?.name ?? reference} is not a valid wait condition handle.`);
}

async function isMet(op: ResourceOperation): Promise<boolean> {
  const signals = Object.values((await handleOf(op)).metadata).filter(isMap);
  const failed = signals.filter(({ status }) => status !== 'SUCCESS');
  if (failed.length > 0) throw new HeatError('ResourceFailure', failed.map(reasonOf).join(';'));
  const count = Number(op.properties.count ?? 1);
  if (signals.length >= count) return true;
  if (op.elapsed() > Number(op.properties.timeout) * 1000) {
    const reasons = signals.length === 0 ? '' : ` - ${signals.map(reasonOf).join(';')}`;
    throw new HeatError('ResourceFailure', `${signals.length} of ${count} received${reasons}`);
  }
  return false;
}

function reasonOf({ reason }: ValueMap): string {
  return String((reason as Value | undefined) ?? '');
}
