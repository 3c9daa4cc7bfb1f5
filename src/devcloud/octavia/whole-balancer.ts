/**
 * A balancer with all its parts in one request (_graph_create of octavia/api/v2/controllers/load_balancer.py): pools
 * have names, by which listeners and policies refer to them; one that is defined in such a place is moved up first.
 */
import type { Call } from '../http/call.ts';
import { type Fields, isRecord, list, maybeText, record } from '../http/fields.ts';
import type { Item } from '../rest/item.ts';
import type { Kind } from '../rest/kind.ts';
import type { Creation, Rest } from '../rest/rest.ts';
import { fault, invalid } from './faults.ts';
import type { OctaviaKinds } from './kinds.ts';
import type { LoadBalancer } from './model.ts';

export function createParts(rest: Rest, kinds: OctaviaKinds, call: Call, balancer: LoadBalancer, body: Fields): void {
  const listeners = list(body.listeners).map(record);
  const pools = list(body.pools).map(record);
  const wanted = new Set<string>();
  /** Moves a pool's definition up; leaves its name. */
  const nameOf = (pool: unknown): string | undefined => {
    if (!isRecord(pool)) return undefined;
    const name = maybeText(pool.name);
    if (!name) throw invalid('Pools must be named when creating a fully populated loadbalancer.');
    if (Object.keys(pool).length > 1) pools.push(pool);
    else wanted.add(name);
    return name;
  };
  const plans = listeners.map(({ default_pool, l7policies, ...listener }) => ({
    listener,
    pool: nameOf(default_pool),
    policies: list(l7policies).map((each) => {
      const { redirect_pool, rules, ...policy } = record(each);
      return { policy, pool: nameOf(redirect_pool), rules: list(rules).map(record) };
    }),
  }));
  const names = pools.map(({ name }) => maybeText(name) ?? '');
  if (new Set(names).size < names.length)
    throw invalid('Pool names must be unique when creating a fully populated loadbalancer.');
  for (const name of wanted)
    if (!names.includes(name)) throw invalid(`Pool '${name}' was referenced but no full definition was found.`);

  const make = <T extends Item>(kind: Kind<T>, part: Fields, by: Creation = {}): T =>
    rest.create(kind, call, part, { ...by, projectId: balancer.project_id, asPart: true });
  const ids = new Map<string | undefined, string>();
  for (const { members, healthmonitor, ...own } of pools) {
    const pool = make(kinds.pools, { ...own, loadbalancer_id: balancer.id });
    ids.set(pool.name, pool.id);
    if (isRecord(healthmonitor)) make(kinds.healthMonitors, { ...healthmonitor, pool_id: pool.id });
    for (const member of list(members)) make(kinds.members, record(member), { below: pool.id });
  }
  const idOf = (member: string, name: string | undefined): Fields => {
    if (name === undefined) return {};
    const id = ids.get(name);
    if (id === undefined) throw fault('NotFound', { resource: 'Pool', id: name });
    return { [member]: id };
  };
  for (const { listener, pool, policies } of plans) {
    const made = make(kinds.listeners, { ...listener, loadbalancer_id: balancer.id, ...idOf('default_pool_id', pool) });
    for (const { policy, pool: target, rules } of policies) {
      const parts = { ...policy, listener_id: made.id, ...idOf('redirect_pool_id', target) };
      const { id } = make(kinds.policies, parts);
      for (const rule of rules) make(kinds.rules, rule, { below: id });
    }
  }
}
