/** The agents that serve a network or run a router; for administrators. */
import { at } from '../../openstack/path.ts';
import * as t from '../terms/index.ts';

interface Answer {
  agents: { id: string }[];
}
const read = ({ agents }: Answer) => agents.map(({ id }) => id);

/** A network keeps an agent while others take its place. Neutron says of one that it is there, or gone, already. */
export const DHCP_AGENTS = t.setEach({
  present: ({ path, id }) => ({ path: at`${path}/${id}/dhcp-agents` }),
  read,
  add: ({ id }, agent: string) => ({
    method: 'POST',
    path: at`/agents/${agent}/dhcp-networks`,
    body: { network_id: id },
    repeatable: true,
  }),
  remove: ({ id }, agent: string) => ({ method: 'DELETE', path: at`/agents/${agent}/dhcp-networks/${id}` }),
  settled: { add: [409], remove: [409] },
  addsFirst: true,
});

const ON_ROUTERS = t.setEach({
  present: ({ path, id }) => ({ path: at`${path}/${id}/l3-agents` }),
  read,
  add: ({ id }, agent: string) => ({ path: at`/agents/${agent}/l3-routers`, body: { router_id: id } }),
  remove: ({ id }, agent: string) => ({ method: 'DELETE', path: at`/agents/${agent}/l3-routers/${id}` }),
});

/** Most routers can be at one agent only. */
export const L3_AGENTS = {
  l3_agent_id: t.text(
    'Id of the agent that runs it. Use `l3_agent_ids`.',
    t.update,
    t.hidden('6.0.0', t.deprecated('2015.1', t.since('2014.1'))),
    t.elementOf('l3_agent_ids'),
  ),
  l3_agent_ids: t.list(
    'Ids of the agents that run it; several only when it is highly available. For administrators.',
    t.of('string'),
    t.update,
    t.since('2015.1'),
    ON_ROUTERS,
  ),
};
