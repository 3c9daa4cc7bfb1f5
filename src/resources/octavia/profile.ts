/** Where Octavia's objects lie. What else they have in common says the service's profile. */
import type { Collection } from '../../openstack/cloud.ts';
import type { Rest } from '../rest.ts';

/** A load balancer, or part of one. */
export function octavia(singular: string, more: Partial<Collection> = {}): Rest {
  const plural = more.plural ?? `${singular}s`;
  const path = more.path ?? `/lbaas/${plural}`;
  return { collection: { service: 'load-balancer', list: path, path, plural, singular, ...more } };
}

/** What administrators offer for load balancers to be made of: it is of no project, and there at once. */
export function offered(singular: string, more: Partial<Collection> = {}) {
  return { rest: { ...octavia(singular, { ofNoProject: true, ...more }), goneAtOnce: true }, status: null };
}
