/** Troubles that pass: a service that did not answer now may answer soon. */
import { CloudError } from '../openstack/cloud.ts';

const TRANSIENT: ReadonlySet<number> = new Set([0, 429, 500, 502, 503, 504]);

export function isTransient(error: unknown): boolean {
  return error instanceof CloudError && TRANSIENT.has(error.status);
}
