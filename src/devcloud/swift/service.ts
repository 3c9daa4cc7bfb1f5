/** Swift v1 as the HTTP server sees it. */
import { STATUS_CODES } from 'node:http';
import type { ApiError } from '../http/api-error.ts';
import { ok, openRoute, type Reply, routesWithin } from '../http/router.ts';
import type { Service } from '../http/service.ts';
import type { Neighbours, Route } from './call.ts';
import { containerRoutes } from './containers.ts';
import { objectRoutes } from './objects.ts';

const INFO = {
  swift: {
    version: '2.30.0',
    max_file_size: 5368709122,
    container_listing_limit: 10000,
    account_listing_limit: 10000,
  },
  tempurl: { methods: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'], allowed_digests: ['sha1', 'sha256', 'sha512'] },
  slo: { max_manifest_segments: 1000 },
};
const info: readonly Route[] = [
  openRoute('GET', '/info', () => ok(INFO)),
  openRoute('GET', '/healthcheck', () => ok('OK')),
];

export const objectService = (neighbours: Neighbours): Service => ({
  routes: routesWithin(neighbours, [...info, ...containerRoutes, ...objectRoutes]),
  errorReply: (error: ApiError): Reply => {
    const title = STATUS_CODES[error.status] ?? 'Error';
    return {
      status: error.status,
      body: `<html><h1>${title}</h1><p>${error.message}</p></html>`,
      headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    };
  },
  headers: (call) => ({
    'X-Trans-Id': `tx${call.requestId.slice(4).replaceAll('-', '').slice(0, 21)}-devcloud`,
    Date: new Date(call.now()).toUTCString(),
  }),
});
