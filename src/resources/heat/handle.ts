/** What handles of all kinds share: their users, and signals in one of two spellings, kept in their metadata by the signals' ids. */
import { HeatError } from '../../errors.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import type { ResourceOperation, ResourceType } from '../type.ts';

/** The parts of a signal as one kind of handle spells them. */
export interface Spelling {
  id: string;
  status: string;
  reason: string;
  data: string;
}

export const OPENSTACK: Spelling = { id: 'id', status: 'status', reason: 'reason', data: 'data' };
const AMAZON: Spelling = { id: 'UniqueId', status: 'Status', reason: 'Reason', data: 'Data' };

/** The handle is its user, where it has one. */
export const withUser = {
  local: false,
  create: async (op: ResourceOperation) => (await op.services.stackUser()) ?? op.physicalName,
  find: async (op: ResourceOperation) => op.services.findStackUser(),
};

/** Signals in the form of CloudFormation, to a signed URL that is what the handle is referred to by. */
export const inAmazonsForm = {
  ...withUser,
  async created(op: ResourceOperation) {
    op.setData('ec2_signed_url', await op.services.signalUrl('waitcondition'));
    return true;
  },
  attribute: async () => null,
  referenceId: ({ name, data }: { name: string; data: ReadonlyMap<string, string> }) =>
    data.get('ec2_signed_url') ?? name,
  // A signal that says nothing changes nothing.
  onSignal: async (op: ResourceOperation, details: Value) =>
    details === null ? '' : received(op, isMap(details) ? details : {}, AMAZON),
} satisfies Partial<ResourceType>;

export function received(op: ResourceOperation, signalled: ValueMap, spelling: Spelling): string {
  const { [spelling.id]: id, ...entry } = signalled;
  const whole = Object.keys(signalled).sort().join() === Object.values(spelling).sort().join();
  const status = entry[spelling.status];
  if (!whole || id === undefined || (status !== 'SUCCESS' && status !== 'FAILURE')) {
    throw new HeatError('ValueError', 'Metadata format invalid');
  }
  op.setMetadata({ ...op.metadata, [String(id)]: entry });
  return `status:${status} reason:${String(entry[spelling.reason])}`;
}
