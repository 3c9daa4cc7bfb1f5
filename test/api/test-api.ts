/** The API in front of the fake orchestrator, with a Keystone that is a table of tokens. */

import type { Identity, IdentityService } from '../../src/api/auth/identity.ts';
import { Metrics } from '../../src/api/metrics.ts';
import { createNativeApi, type NativeApiOptions } from '../../src/api/native/native-api.ts';
import type { ApiSettings } from '../../src/api/native/route.ts';
import { Enforcer } from '../../src/api/policy/enforcer.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { FakeOrchestrator } from './fake-orchestrator.ts';

export function identityOf(token: string, change: Partial<Identity> = {}): Identity {
  return {
    token,
    userId: 'u1',
    userName: 'demo',
    userDomainId: 'default',
    projectId: 'p1',
    projectName: 'demo',
    projectDomainId: 'default',
    roles: ['member', 'reader'],
    isAdminProject: true,
    systemScope: null,
    expiresAt: Date.now() + 3_600_000,
    ...change,
  };
}

export const IDENTITIES: Record<string, Identity> = {
  member: identityOf('member'),
  reader: identityOf('reader', { roles: ['reader'] }),
  other: identityOf('other', { projectId: 'p2' }),
  admin: identityOf('admin', { projectId: 'p-admin', roles: ['admin', 'member', 'reader'] }),
  stackuser: identityOf('stackuser', { roles: ['heat_stack_user'] }),
  unscoped: identityOf('unscoped', { projectId: null }),
  system: identityOf('system', { projectId: 'p1', systemScope: 'all' }),
};

export const SETTINGS: ApiSettings = {
  maxJsonBodySize: 4096,
  maxTemplateSize: 2000,
  requestTimeout: 5,
  templateFetchTimeout: 2,
  hiddenStackTags: ['secret'],
  signatureVersions: ['2', '4'],
  revision: 'r1',
  publicUrl: 'http://heat.test:8004',
  proxyHeaders: false,
};

export interface TestApi {
  orchestrator: FakeOrchestrator;
  asked: string[];
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS',
    path: string,
    options?: { body?: unknown; token?: string | null; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Record<string, unknown>; text: string; json: () => unknown }>;
}

export function testApi(change: Partial<NativeApiOptions> = {}, settings: Partial<ApiSettings> = {}): TestApi {
  const orchestrator = new FakeOrchestrator();
  const asked: string[] = [];
  const identity: IdentityService = {
    publicUrl: 'http://keystone.test/v3',
    validate: async (token) => {
      asked.push(token);
      if (token === 'broken') throw new Error('no Keystone');
      return IDENTITIES[token] ?? null;
    },
    login: async ({ username, password, projectId }) =>
      username === 'demo' && password === 'right' ? identityOf('by-password', { projectId }) : null,
    cloud: () => ({ inRegion: () => ({ region: 'two' }) }) as unknown as Cloud,
  };
  const app = createNativeApi({
    orchestrator,
    identity,
    enforcer: new Enforcer(),
    settings: { ...SETTINGS, ...settings },
    metrics: new Metrics(),
    ...change,
  });
  return {
    orchestrator,
    asked,
    async call(method, path, { body, token = 'member', headers = {} } = {}) {
      const response = await app.inject({
        method,
        url: path,
        headers: {
          host: 'heat.test:8004',
          accept: 'application/json',
          ...(token === null ? {} : { 'x-auth-token': token }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return {
        status: response.statusCode,
        headers: response.headers,
        text: response.body,
        json: () => JSON.parse(response.body) as unknown,
      };
    },
  };
}
