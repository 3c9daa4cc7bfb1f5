import { type Kind, type Look, profile } from './profile.ts';

const kind = (path: string, plural: string, singular: string): Kind => ({ list: path, plural, path, singular });
const BALANCERS = kind('/lbaas/loadbalancers', 'loadbalancers', 'loadbalancer');
const LISTENERS = kind('/lbaas/listeners', 'listeners', 'listener');
const POOLS = kind('/lbaas/pools', 'pools', 'pool');
const L7POLICIES = kind('/lbaas/l7policies', 'l7policies', 'l7policy');

export const OCTAVIA = profile({
  madeBy: 'octavia',
  types: ['load-balancer'],
  version: 'v2',
  projectFilter: 'project_id',
  mark: 'description',
  status: {
    member: 'provisioning_status',
    done: ['ACTIVE'],
    failed: ['ERROR'],
    pending: ['PENDING_CREATE', 'PENDING_UPDATE'],
  },
  // Other conflicts (a port that is taken, a second health monitor) do not pass by themselves.
  busy: ({ status, message }) => status === 409 && /\bimmutable\b|\bInvalid state\b/.test(message),
  async alone({ kind: { path }, id, properties }, look) {
    const balancer = path === BALANCERS.path ? id : await balancerOf(properties, look);
    return balancer === null ? null : { kind: BALANCERS, id: balancer };
  },
});

/** All that lies below a load balancer changes with it. */
async function balancerOf(properties: Readonly<Record<string, unknown>>, look: Look): Promise<string | null> {
  const { loadbalancer, listener, default_pool, pool = default_pool, l7policy } = properties;
  if (isId(loadbalancer)) return loadbalancer;
  if (isId(listener)) return firstBalancer(LISTENERS, listener, look);
  if (isId(pool)) return firstBalancer(POOLS, pool, look);
  if (!isId(l7policy)) return null;
  const above = (await look(L7POLICIES, l7policy))?.listener_id;
  return isId(above) ? firstBalancer(LISTENERS, above, look) : null;
}

async function firstBalancer(kind: Kind, id: string, look: Look): Promise<string | null> {
  const balancers = (await look(kind, id))?.loadbalancers;
  const first: unknown = Array.isArray(balancers) ? (balancers[0] as { id?: unknown } | undefined)?.id : undefined;
  return isId(first) ? first : null;
}

const isId = (value: unknown): value is string => typeof value === 'string' && value !== '';
