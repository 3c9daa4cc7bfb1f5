/** Placement: its root, for discovery, and one resource provider. */
import type { ApiError } from '../http/api-error.ts';
import { ok, openRoute, type Reply, route } from '../http/router.ts';
import type { Service } from '../http/service.ts';

const VERSION = { id: 'v1.0', max_version: '1.39', min_version: '1.0', status: 'CURRENT' };
const PROVIDER = { uuid: '7c1f0f52-2a36-4c88-8f28-94f0a7a3a001', name: 'devcloud', generation: 1, links: [] };
const CLASSES = ['VCPU', 'MEMORY_MB', 'DISK_GB'].map((name) => ({ name, links: [] }));

export const placementService: Service = {
  routes: [
    openRoute('GET', '/', () => ok({ versions: [{ ...VERSION, links: [{ rel: 'self', href: '' }] }] })),
    route('GET', '/resource_providers', () => ok({ resource_providers: [PROVIDER] })),
    route('GET', '/resource_classes', () => ok({ resource_classes: CLASSES })),
    route('GET', '/traits', () => ok({ traits: [] })),
  ],
  errorReply: (error: ApiError): Reply => ({
    status: error.status,
    body: { errors: [{ status: error.status, title: error.type || 'Error', detail: error.message }] },
  }),
};
