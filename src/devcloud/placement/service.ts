/** Placement: its root, for discovery, and one resource provider. */
import type { ApiError } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import type { Service } from '../http/service.ts';

export const placementService: Service = {
  routes: [
    [
      'GET',
      '/',
      () => ({
        status: 200,
        body: {
          versions: [
            {
              id: 'v1.0',
              max_version: '1.39',
              min_version: '1.0',
              status: 'CURRENT',
              links: [{ rel: 'self', href: '' }],
            },
          ],
        },
      }),
      'open',
    ],
    [
      'GET',
      '/resource_providers',
      () => ({
        status: 200,
        body: {
          resource_providers: [
            { uuid: '7c1f0f52-2a36-4c88-8f28-94f0a7a3a001', name: 'devcloud', generation: 1, links: [] },
          ],
        },
      }),
    ],
    [
      'GET',
      '/resource_classes',
      () => ({
        status: 200,
        body: { resource_classes: ['VCPU', 'MEMORY_MB', 'DISK_GB'].map((name) => ({ name, links: [] })) },
      }),
    ],
    ['GET', '/traits', () => ({ status: 200, body: { traits: [] } })],
  ],
  errorReply: (error: ApiError): Reply => ({
    status: error.status,
    body: { errors: [{ status: error.status, title: error.type || 'Error', detail: error.message }] },
  }),
};
