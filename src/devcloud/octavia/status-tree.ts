/** A balancer seen as a whole: the states of all its parts, its counters, and its failover. */
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import { ok, type Reply, type Route, route } from '../http/router.ts';
import type { Kind } from '../rest/kind.ts';
import type { Rest } from '../rest/rest.ts';
import { mustBeAdmin } from './faults.ts';
import type { Listener, LoadBalancer, OctaviaModel, Part, Pool } from './model.ts';

const NOTHING_YET = { bytes_in: 0, bytes_out: 0, active_connections: 0, total_connections: 0, request_errors: 0 };

const state = ({ id, name, provisioning_status, operating_status }: Part): Fields => ({
  id,
  name,
  provisioning_status,
  operating_status,
});

export function statusRoutes(
  rest: Rest,
  model: OctaviaModel,
  balancers: Kind<LoadBalancer>,
  listeners: Kind<Listener>,
  base: string,
): Route[] {
  const path = `${base}${balancers.path}/{id}`;
  const tree = (call: Call) => {
    const balancer = rest.find(balancers, call, call.param('id'));
    const all = model.listeners.by('loadbalancer_id', balancer.id);
    return ok({ statuses: { loadbalancer: { ...state(balancer), listeners: all.map(listenerTree) } } });
  };
  const listenerTree = (listener: Listener): Fields => {
    const policies = model.policies.by('listener_id', listener.id);
    const ids = new Set([listener.default_pool_id, ...policies.map((policy) => policy.redirect_pool_id)]);
    return { ...state(listener), pools: [...ids].flatMap((id) => model.pools.get(id) ?? []).map(poolTree) };
  };
  const poolTree = (pool: Pool): Fields => {
    const monitor = model.healthMonitors.first('pool_id', pool.id);
    const members = model.members.by('pool_id', pool.id);
    return {
      ...state(pool),
      ...(monitor && { health_monitor: { ...state(monitor), type: monitor.type } }),
      members: members.map(({ address, protocol_port, ...member }) => ({ ...state(member), address, protocol_port })),
    };
  };
  const stats = <T extends Part>(kind: Kind<T>, call: Call): Reply => {
    rest.find(kind, call, call.param('id'));
    return ok({ stats: NOTHING_YET });
  };
  return [
    ['GET', `${path}/status`, tree],
    ['GET', `${path}/statuses`, tree],
    route('GET', `${path}/stats`, (call) => stats(balancers, call)),
    route('GET', `${base}${listeners.path}/{id}/stats`, (call) => stats(listeners, call)),
    route('PUT', `${path}/failover`, (call) => {
      mustBeAdmin(call);
      rest.update(balancers, call, rest.find(balancers, call, call.param('id')), {});
      return { status: 202 };
    }),
  ];
}
