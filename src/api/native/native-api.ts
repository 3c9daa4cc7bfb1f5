/**
 * Heat's orchestration API on Fastify. A request goes: request id → version → authentication → body → policy → stack → handler → answer,
 * and every failure on the way becomes the answer Heat would give (`faults.ts`).
 */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Caller, Orchestrator } from '../../engine/orchestrator.ts';
import { HeatError } from '../../errors.ts';
import { stringify } from '../../template/value.ts';
import { authenticate, Unauthorized } from '../auth/authenticate.ts';
import { callerOf, credentialsOf, withAdmin } from '../auth/caller.ts';
import type { IdentityService } from '../auth/identity.ts';
import { TokenCache, type TokenCacheOptions } from '../auth/token-cache.ts';
import type { Metrics } from '../metrics.ts';
import { OwnAddresses } from '../own-addresses.ts';
import type { Credentials } from '../policy/check.ts';
import type { Enforcer } from '../policy/enforcer.ts';
import { globalRequestId, newRequestId } from '../request-id.ts';
import { closeToOthers, namesNothing, serverOptions } from '../serving.ts';
import { endTrace, type RequestTrace, startTrace, within } from '../tracing.ts';
import { allowedMethods } from './allowed-methods.ts';
import { readBody, tooLarge } from './body.ts';
import { explanationOf, fault, faultOf, note } from './faults.ts';
import { Links } from './links.ts';
import { badRequest, Query } from './queries.ts';
import type { Answer, ApiSettings, Call, Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { versionDocument, versionList, versionOf } from './versions.ts';

/** pino's, as far as used. */
export interface RequestLog {
  info(about: object, message: string): void;
  error(about: object, message: string): void;
}

export interface NativeApiOptions {
  orchestrator: Orchestrator;
  identity: IdentityService;
  enforcer: Enforcer;
  settings: ApiSettings;
  metrics: Metrics;
  /** Serve `/metrics`. */
  serveMetrics?: boolean;
  /** Throws where the service cannot work (its database is gone). */
  health?: () => Promise<void>;
  log?: RequestLog;
  tokenCache?: TokenCacheOptions;
  /** What the catalogue says of this API's addresses. */
  listedUrls?: () => Promise<readonly string[]>;
  tls?: { cert: string | Buffer; key: string | Buffer };
}

/** What is found out about a request on its way. */
interface Visit {
  globalId: string | undefined;
  /** Under which links stand. */
  base: string;
  trace: RequestTrace;
  caller?: Caller;
  credentials?: Credentials & { is_admin: boolean };
  stackId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    visit: Visit;
  }
}

export function createNativeApi(options: NativeApiOptions): FastifyInstance {
  const { orchestrator, identity, enforcer, settings, metrics, log } = options;
  const tokens = new TokenCache((token, requestId) => identity.validate(token, requestId), options.tokenCache);
  const own = new OwnAddresses({
    publicUrl: settings.publicUrl,
    believeProxy: settings.proxyHeaders,
    listed: options.listedUrls,
  });
  const app = fastify({
    ...serverOptions({ requestTimeout: settings.requestTimeout, tls: options.tls }),
    genReqId: newRequestId,
    requestIdHeader: false,
    bodyLimit: settings.maxJsonBodySize,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
    rewriteUrl: (request) => (request.url ?? '/').replace(/^\/v1\.0?(?=[/?]|$)/, '/v1'),
    frameworkErrors: (_error, request, reply) => {
      reply.header('x-openstack-request-id', request.id);
      send(reply, request, 400, note(400, request.headers.accept));
    },
  }) as unknown as FastifyInstance;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  closeToOthers(app);
  app.decorateRequest('visit', null as unknown as Visit);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-openstack-request-id', request.id);
    const route = request.routeOptions.url ?? 'unknown';
    const globalId = globalRequestId(request.headers['x-openstack-request-id']);
    request.visit = {
      globalId,
      base: await own.base(request),
      trace: startTrace(request.method, route, request.headers, globalId ?? request.id),
    };
    const path = pathOf(request.url);
    if (versionOf(path) !== 'ours' || /^\/v1\/?$/.test(path)) return;
    await within(request.visit.trace, () => welcome(request, path));
  });

  app.addHook('onResponse', async (request, reply) => {
    const { visit } = request;
    const route = request.routeOptions.url ?? 'unknown';
    metrics.request(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    endTrace(visit.trace, reply.statusCode);
    log?.info(
      {
        request_id: request.id,
        global_request_id: visit.globalId,
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        project_id: visit.caller?.projectId,
        user_id: visit.caller?.userId,
        stack_id: visit.stackId,
      },
      'request',
    );
  });

  /** Who is it? Answered before the path is looked at, so that strangers learn nothing of what there is. */
  async function welcome(request: FastifyRequest, path: string): Promise<void> {
    const { visit, headers, id } = request;
    const who = await authenticate({ headers, id, projectInPath: path.split('/')[2] }, identity, tokens);
    visit.credentials = withAdmin(credentialsOf(who), enforcer);
    const isAdmin = visit.credentials.is_admin;
    const { traceparent, requestId } = visit.trace;
    const { credentials } = visit;
    const caller = await callerOf(who, { isAdmin, requestId, headers, traceparent }, identity);
    visit.caller = { ...caller, mayUseType: (type) => enforcer.allowsType(type, credentials) };
  }

  for (const route of ROUTES) {
    app.route({
      method: route.method,
      url: `/v1/:tenant_id${route.path}`,
      handler: (request, reply) => within(request.visit.trace, () => answer(route, request, reply)),
    });
  }

  async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const call = makeCall(request, readBody(request.body, request.headers['content-type']));
    if (route.path === '/stacks/*' && !/^arn:/i.test(call.params['*'] ?? '')) return takenByNoRoute(request, reply);
    if (route.policy !== null) call.enforce(route.policy);
    let result: Answer;
    if (route.stack === undefined) {
      result = await route.handler(call);
      request.visit.stackId = result.stackId;
    } else {
      const address = { name: call.params.stack_name, id: call.params.stack_id };
      const stack = await orchestrator.find(call.caller, address, { deleted: route.stack === 'any' });
      request.visit.stackId = stack.id;
      result = await route.handler({ ...call, stack });
    }
    if (result.location !== undefined) reply.header('location', result.location);
    if (route.success === 204) return reply.code(204).send();
    if (result.body === undefined) {
      const bare = note(route.success, request.headers.accept, { location: result.location });
      return send(reply, request, route.success, bare);
    }
    return send(reply, request, route.success, { type: 'application/json', body: stringify(result.body) });
  }

  function makeCall(request: FastifyRequest, body: Call['body']): Call {
    const { caller, credentials } = request.visit;
    if (caller === undefined || credentials === undefined) throw new Unauthorized();
    if (namesNothing(request.url)) throw badRequest('The address holds a NUL character.');
    const params = request.params as Record<string, string>;
    // An admin may follow links into other projects; everybody else stays in their own.
    const projectId = caller.isAdmin && caller.projectId !== '' ? caller.projectId : params.tenant_id;
    if (projectId !== caller.projectId || caller.projectId === '') throw forbidden();
    const question = request.url.indexOf('?');
    const { base } = request.visit;
    return {
      caller,
      orchestrator,
      settings,
      params,
      body,
      query: new Query(new URLSearchParams(question < 0 ? '' : request.url.slice(question + 1))),
      links: new Links(base),
      url: `${base}${pathOf(request.url)}`,
      enforce(rule) {
        if (credentials.system_scope || !enforcer.allows(rule, { project_id: projectId }, credentials)) {
          throw new HeatError('Forbidden', `You are not authorized to use ${rule}.`);
        }
      },
    };
  }

  const listVersions = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendJson(reply, request, 300, versionList(request.visit.base));
  app.get('/', listVersions);
  app.get('/versions', listVersions);
  app.get('/v1', (request, reply) => sendJson(reply, request, 200, versionDocument(request.visit.base)));
  app.get('/healthcheck', async (request, reply) => {
    try {
      await options.health?.();
      return send(reply, request, 200, { type: 'text/plain; charset=UTF-8', body: 'OK' });
    } catch {
      return send(reply, request, 503, { type: 'text/plain; charset=UTF-8', body: 'the database does not answer' });
    }
  });
  if (options.serveMetrics) {
    app.get('/metrics', async (request, reply) =>
      send(reply, request, 200, { type: metrics.registry.contentType, body: await metrics.text() }),
    );
  }

  app.setNotFoundHandler(takenByNoRoute);

  function takenByNoRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const path = pathOf(request.url);
    const version = versionOf(path);
    if (version === 'other' || version === 'list') return listVersions(request, reply);
    const methods = version === 'ours' ? allowedMethods(path) : [];
    if (methods.length === 0) return send(reply, request, 404, note(404, request.headers.accept));
    reply.header('allow', methods.join(','));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    return sendJson(reply, request, 405, fault(405, 'HTTPMethodNotAllowed', explanationOf(405)));
  }

  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (error instanceof Unauthorized) {
      reply.header('www-authenticate', `Keystone uri="${identity.publicUrl}"`);
      const message = 'The request you have made requires authentication.';
      return sendJson(reply, request, 401, { error: { code: 401, title: 'Unauthorized', message } });
    }
    const body = faultOf(translated(error, request, settings.maxJsonBodySize));
    metrics.fault(body.error.type);
    if (body.code >= 500) {
      log?.error({ request_id: request.id, stack_id: request.visit?.stackId, err: error }, 'request failed');
    }
    return sendJson(reply, request, body.code, body);
  });

  return app;
}

/** Refusals of the HTTP server itself, in our words. */
function translated(
  error: Error & { statusCode?: number; code?: string },
  request: FastifyRequest,
  limit: number,
): Error {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return tooLarge(Number(request.headers['content-length']), limit);
  const { statusCode } = error;
  if (error.code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500) {
    return new HeatError('HTTPBadRequest', error.message);
  }
  return error;
}

function forbidden(): HeatError {
  return new HeatError('HTTPForbidden', explanationOf(403));
}

function pathOf(url: string): string {
  const question = url.indexOf('?');
  return question < 0 ? url : url.slice(0, question);
}

function sendJson(reply: FastifyReply, request: FastifyRequest, status: number, body: unknown): FastifyReply {
  return send(reply, request, status, { type: 'application/json', body: stringify(body) });
}

function send(
  reply: FastifyReply,
  request: FastifyRequest,
  status: number,
  content: { type: string; body: string },
): FastifyReply {
  reply.code(status).header('content-type', content.type);
  const bytes = Buffer.from(content.body);
  reply.header('content-length', bytes.length);
  return reply.send(request.method === 'HEAD' ? undefined : bytes);
}
