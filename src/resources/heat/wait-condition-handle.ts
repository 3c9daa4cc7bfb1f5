/**
 * Handles: resources that take the signals for which wait conditions wait, and keep them in their metadata by the signals' ids. Three types
 * differ in how they are signalled and in how the parts of a signal are spelt.
 */
import { HeatError } from '../../errors.ts';
import { dumpJson } from '../../template/schema/index.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { schema as amazonSchema } from '../cfn/wait-condition-handle.schema.ts';
import { resource } from '../define.ts';
import type { EngineServices, ResourceOperation, ResourceType, SignalKind } from '../type.ts';
import { schema as updateSchema } from './update-wait-condition-handle.schema.ts';
import { schema } from './wait-condition-handle.schema.ts';

/** The parts of a signal as one kind of handle spells them. */
interface Spelling {
  id: string;
  status: string;
  reason: string;
  data: string;
}

const OPENSTACK: Spelling = { id: 'id', status: 'status', reason: 'reason', data: 'data' };
const AMAZON: Spelling = { id: 'UniqueId', status: 'Status', reason: 'Reason', data: 'Data' };

/** The handle is its user, where it has one. */
const withUser = {
  local: false,
  create: async (op: ResourceOperation) => (await op.services.stackUser()) ?? op.physicalName,
  find: async (op: ResourceOperation) => op.services.findStackUser(),
};

export const waitConditionHandle = resource({
  ...schema,
  ...withUser,
  async complete(op) {
    const transport = op.properties.signal_transport;
    if (transport === 'TOKEN_SIGNAL') {
      op.setData('token', await op.services.signalToken());
      op.setData('endpoint', await op.services.signalUrl('heat'));
    }
    const kind = STORED_URLS[String(transport)];
    if (kind !== undefined) op.setData(URL_NOTES[kind], await op.services.signalUrl(kind));
    return true;
  },
  async attribute(op, name) {
    const token = op.data.get('token') ?? null;
    const endpoint = op.data.get('endpoint') ?? null;
    if (name === 'token') return token;
    if (name === 'endpoint') return endpoint;
    if (name === 'curl_cli') return token === null || endpoint === null ? null : curl(token, endpoint);
    if (name === 'signal') return dumpJson(await signal(op));
    return null;
  },
  onSignal: async (op, details) => received(op, withDefaults(op, details), OPENSTACK),
  async fetchSignals(op) {
    const signals = await fetched(op);
    for (const details of signals) received(op, withDefaults(op, details), OPENSTACK);
  },
});

type StoredUrl = 'waitcondition' | 'tempurl';
const STORED_URLS: Readonly<Record<string, StoredUrl>> = { CFN_SIGNAL: 'waitcondition', TEMP_URL_SIGNAL: 'tempurl' };
const URL_NOTES: Readonly<Record<StoredUrl, string>> = { waitcondition: 'ec2_signed_url', tempurl: 'swift_signal_url' };

/** Without a transport the handle is signalled by being asked. */
async function fetched(op: ResourceOperation): Promise<Value[]> {
  if (op.properties.signal_transport === 'NO_SIGNAL') return [{}];
  if (op.properties.signal_transport !== 'TEMP_URL_SIGNAL') return [];
  return op.services.takeSignals('tempurl');
}

/** Signals in the form of CloudFormation, to a signed URL that is what the handle is referred to by. */
const inAmazonsForm = {
  ...withUser,
  async complete(op: ResourceOperation) {
    op.setData('ec2_signed_url', await op.services.signalUrl('waitcondition'));
    return true;
  },
  attribute: async () => null,
  referenceId: ({ name, data }: { name: string; data: ReadonlyMap<string, string> }) =>
    data.get('ec2_signed_url') ?? name,
  // A signal that says nothing changes nothing.
  onSignal: async (op: ResourceOperation, details: Value) =>
    details === null ? '' : received(op, isMap(details) ? details : {}, AMAZON),
} satisfies Partial<ResourceType> & { complete: unknown };

export const cfnWaitConditionHandle = resource({ ...amazonSchema, ...inAmazonsForm });

/** A new handle at every update. */
export const updateWaitConditionHandle = resource({ ...updateSchema, ...inAmazonsForm, mustReplace: () => true });

function curl(token: string, endpoint: string): string {
  const headers = ['X-Auth-Token: '.concat(token), 'Content-Type: application/json', 'Accept: application/json'];
  return `curl -i -X POST ${headers.map((header) => `-H '${header}'`).join(' ')} ${endpoint}`;
}

async function storedUrl(op: ResourceOperation, kind: StoredUrl): Promise<string> {
  return op.data.get(URL_NOTES[kind]) ?? op.services.signalUrl(kind satisfies SignalKind);
}

async function signal(op: ResourceOperation): Promise<ValueMap> {
  const services: EngineServices = op.services;
  switch (op.properties.signal_transport) {
    case 'CFN_SIGNAL':
      return { alarm_url: await storedUrl(op, 'waitcondition') };
    case 'TEMP_URL_SIGNAL':
      return { alarm_url: await storedUrl(op, 'tempurl') };
    case 'ZAQAR_SIGNAL':
      return { ...(await services.signalLogin()), queue_id: await services.signalUrl('zaqar') };
    case 'HEAT_SIGNAL':
      return { ...(await services.signalLogin()), alarm_url: await services.signalUrl('heat') };
    case 'TOKEN_SIGNAL':
      return { alarm_url: op.data.get('endpoint') ?? null, token: op.data.get('token') ?? null };
    default:
      return {};
  }
}

/** Every part may be left out. */
function withDefaults(op: ResourceOperation, details: Value): ValueMap {
  const number = Object.keys(op.metadata).length + 1;
  const given = isMap(details) ? details : {};
  return { reason: `Signal ${number} received`, data: null, id: number, status: 'SUCCESS', ...given };
}

function received(op: ResourceOperation, signalled: ValueMap, spelling: Spelling): string {
  const { [spelling.id]: id, ...entry } = signalled;
  const whole = Object.keys(signalled).sort().join() === Object.values(spelling).sort().join();
  const status = entry[spelling.status];
  if (!whole || id === undefined || (status !== 'SUCCESS' && status !== 'FAILURE')) {
    throw new HeatError('ValueError', 'Metadata format invalid');
  }
  op.setMetadata({ ...op.metadata, [String(id)]: entry });
  return `status:${status} reason:${String(entry[spelling.reason])}`;
}
