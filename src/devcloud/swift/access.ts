/** Who may reach what in Swift, and the metadata in headers. */
import { type ApiError, forbidden, notFound, unauthorized } from '../http/api-error.ts';
import type { Call } from './call.ts';
import { hasValidSignature } from './temp-url.ts';

export const missing = (): ApiError => notFound('The resource could not be found.');

/** The project whose account the path names. @throws 401, 403 */
export function own(call: Call): string {
  const project = call.param('account').replace(/^AUTH_/, '');
  if (project !== call.projectId && !call.isAdmin) throw forbidden('Access was denied to this resource.');
  return project;
}

/** Who may read or write: the owner, a holder of a TempURL, everyone if the container's ACL says so. */
export function reach(call: Call, write: boolean): string {
  const project = call.param('account').replace(/^AUTH_/, '');
  const { swift } = call.cloud;
  if (call.query.has('temp_url_sig')) {
    if (!hasValidSignature(call, swift, project, call.param('container'))) throw unauthorized('Temp URL invalid');
    return project;
  }
  const acl = swift.containers.get(`${project}/${call.param('container')}`)?.headers[
    write ? 'x-container-write' : 'x-container-read'
  ];
  if (acl?.includes('.r:*')) return project;
  const allowed =
    call.projectId === project ||
    call.isAdmin ||
    acl?.split(',').some((part) => part.startsWith(`${call.projectId}:`) || part === '*:*');
  if (!allowed) throw forbidden('Access was denied to this resource.');
  return project;
}

export const asHeaders = (prefix: string, metadata: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`${prefix}${name}`, value]));

/** Applies `X-…-Meta-Name` and `X-Remove-…-Meta-Name` headers to metadata. */
export function applyMeta(call: Call, kind: string, metadata: Record<string, string>): void {
  for (const [header, value] of Object.entries(call.headers)) {
    const text_ = Array.isArray(value) ? value.join(',') : (value ?? '');
    const set = header.startsWith(`x-${kind}-meta-`) ? header.slice(`x-${kind}-meta-`.length) : undefined;
    const remove = header.startsWith(`x-remove-${kind}-meta-`)
      ? header.slice(`x-remove-${kind}-meta-`.length)
      : undefined;
    if (remove || (set && text_ === '')) delete metadata[remove ?? set ?? ''];
    else if (set) metadata[set] = text_;
  }
}
