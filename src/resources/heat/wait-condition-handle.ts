import { dumpJson } from '../../template/schema/index.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { ownType } from '../own-type.ts';
import { oneOf, preset, since, text, uncached } from '../terms/index.ts';
import type { EngineServices, ResourceOperation, SignalKind } from '../type.ts';
import { OPENSTACK, received, withUser } from './handle.ts';

export const waitConditionHandle = ownType({
  name: 'OS::Heat::WaitConditionHandle',
  className: 'HeatWaitConditionHandle',
  description: 'Takes the signals for which a wait condition waits.',
  ...since('2014.2'),
  properties: {
    signal_transport: text(
      'How signals come in.',
      preset('TOKEN_SIGNAL'),
      oneOf('CFN_SIGNAL', 'TEMP_URL_SIGNAL', 'HEAT_SIGNAL', 'NO_SIGNAL', 'ZAQAR_SIGNAL', 'TOKEN_SIGNAL'),
      since('6.0.0'),
    ),
  },
  attributes: {
    curl_cli: text('Beginning of a curl command that signals; the data is to be added with `--data-binary`.', uncached),
    endpoint: text('Address to which signals are sent, with transport TOKEN_SIGNAL.', uncached),
    signal: text('All that is needed to signal, as JSON text.', uncached),
    token: text('Token for the endpoint, with transport TOKEN_SIGNAL.', uncached),
  },
  ...withUser,
  async created(op) {
    const transport = op.properties.signal_transport;
    if (transport === 'TOKEN_SIGNAL') {
      op.setData('token', await op.services.signalToken());
      op.setData('endpoint', await op.services.signalUrl('heat'));
    }
    const kind = STORED_URLS[transport];
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
