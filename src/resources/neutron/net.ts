import { CloudError } from '../../openstack/cloud.ts';
import { listPages } from '../../openstack/observing.ts';
import { at } from '../../openstack/path.ts';
import type { Value } from '../../template/value.ts';
import { resource, valueAt } from '../define.ts';
import { unlessGone } from '../deletion.ts';
import { shownObject } from '../rest.ts';
import type { ResourceOperation } from '../type.ts';
import { schema } from './net.schema.ts';
import { BUILT, collectionOf, keepUnlessBroken, neutron, refuseSpecs, tagCreated, tagUpdated } from './profile.ts';

const profile = neutron('network', { members: { dhcp_agent_ids: null, qos_policy: 'qos_policy_id' } });

export const net = resource({
  ...schema,
  ...profile,
  status: BUILT,
  validate: refuseSpecs,
  async complete(op) {
    const agents = op.properties.dhcp_agent_ids;
    const placed = Array.isArray(agents) && agents.length > 0;
    if (placed) await placeOnAgents(op, agents);
    return (await tagCreated(op, profile.rest)) || placed;
  },
  async changes(op, body) {
    await tagUpdated(op, profile.rest);
    if (op.changed.includes('dhcp_agent_ids'))
      await placeOnAgents(op, (op.changes.dhcp_agent_ids as Value[] | null) ?? []);
    return body;
  },
  attribute: networkAttribute,
  keepFailed: (op) => keepUnlessBroken(op, profile.rest),
});

export async function networkAttribute(op: ResourceOperation, name: string): Promise<Value> {
  if (op.physicalId === null) return null;
  if (name === 'segments') {
    // A cloud without the segments extension has none.
    const list = listPages(op.cloud, collectionOf('segment'), { network_id: op.physicalId });
    const segments = ((await unlessGone(list)) ?? []) as Value[];
    // Those without a name come first, as clients of Heat expect.
    const hasName = (segment: Value) => Number(valueAt(segment as never, 'name') !== null);
    return segments.sort((a, b) => hasName(a) - hasName(b));
  }
  const shown = await shownObject(op, profile.rest);
  return shown === null ? null : name === 'show' ? shown : valueAt(shown, name);
}

/** Brings the network to exactly these DHCP agents. */
async function placeOnAgents(op: ResourceOperation, wanted: Value[]): Promise<void> {
  const path = at`/networks/${op.physicalId}/dhcp-agents`;
  const { body } = await op.cloud.request<{ agents: { id: string }[] }>('network', { path });
  const present = body.agents.map(({ id }) => id);
  for (const id of wanted) {
    if (present.includes(String(id))) continue;
    const add = { method: 'POST' as const, path: at`/agents/${id}/dhcp-networks`, body: { network_id: op.physicalId } };
    await unless([409], op.cloud.request('network', { ...add, repeatable: true }));
  }
  for (const id of present) {
    if (wanted.includes(id)) continue;
    const remove = { method: 'DELETE' as const, path: at`/agents/${id}/dhcp-networks/${op.physicalId}` };
    await unless([404, 409], op.cloud.request('network', remove));
  }
}

/** Answers which mean that things are already as wanted. */
async function unless(statuses: number[], call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof CloudError && statuses.includes(error.status))) throw error;
  }
}
