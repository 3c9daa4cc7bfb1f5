import { HeatError } from '../../errors.ts';
import { isMap, stringify, type Value, type ValueMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import type { ResourceOperation } from '../type.ts';
import { schema as updateSchema } from './update-wait-condition-handle.schema.ts';
import { schema } from './wait-condition-handle.schema.ts';

export const waitConditionHandle = resource({
  ...schema,
  async create(op) {
    if (op.properties.signal_transport === 'TOKEN_SIGNAL') {
      op.setData('token', (await op.services.signalToken?.()) ?? (await op.cloud.token()));
      op.setData('endpoint', await op.services.signalUrl('heat'));
    }
    return op.physicalName;
  },
  async attribute(op, name) {
    const token = op.data.get('token') ?? null;
    const endpoint = op.data.get('endpoint') ?? null;
    if (name === 'token') return token;
    if (name === 'endpoint') return endpoint;
    if (name === 'curl_cli') return token === null || endpoint === null ? null : curl(token, endpoint);
    if (name === 'signal') return stringify(await signal(op));
    return null;
  },
  onSignal: async (op, details) => received(op, withDefaults(op, details)),
});

/** Signals in the form of CloudFormation; a new handle at every update. */
export const updateWaitConditionHandle = resource({
  ...updateSchema,
  mustReplace: () => true,
  async create(op) {
    op.setData('ec2_signed_url', await op.services.signalUrl('cfn'));
    return op.physicalName;
  },
  attribute: async () => null,
  referenceId: ({ name, data }) => data.get('ec2_signed_url') ?? name,
  onSignal: async (op, details) => received(op, fromCloudFormation(details)),
});

function curl(token: string, endpoint: string): string {
  const headers = ['X-Auth-Token: '.concat(token), 'Content-Type: application/json', 'Accept: application/json'];
  return `curl -i -X POST ${headers.map((header) => `-H '${header}'`).join(' ')} ${endpoint}`;
}

async function signal(op: ResourceOperation): Promise<ValueMap> {
  switch (op.properties.signal_transport) {
    case 'CFN_SIGNAL':
      return { alarm_url: await op.services.signalUrl('cfn') };
    case 'TEMP_URL_SIGNAL':
      return { alarm_url: await op.services.signalUrl('tempurl') };
    case 'ZAQAR_SIGNAL':
      return { queue_id: await op.services.signalUrl('zaqar') };
    case 'HEAT_SIGNAL':
    case 'TOKEN_SIGNAL':
      return {
        alarm_url: await op.services.signalUrl('heat'),
        token: op.data.get('token') ?? (await op.services.signalToken?.()) ?? null,
      };
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

function fromCloudFormation(details: Value): ValueMap {
  const { UniqueId, Status, Reason, Data, ...other } = isMap(details) ? details : {};
  return { id: UniqueId ?? null, status: Status ?? null, reason: Reason ?? null, data: Data ?? null, ...other };
}

const PARTS = ['data', 'id', 'reason', 'status'];

function received(op: ResourceOperation, signalled: ValueMap): string {
  const { id, ...entry } = signalled;
  const whole = Object.keys(signalled).sort().join() === PARTS.join() && id !== null;
  if (!whole || (entry.status !== 'SUCCESS' && entry.status !== 'FAILURE')) {
    throw new HeatError('ValueError', 'Metadata format invalid');
  }
  op.setMetadata({ ...op.metadata, [String(id)]: entry });
  return `status:${entry.status} reason:${entry.reason}`;
}
