/**
 * The CloudFormation API on Fastify: Amazon's query protocol at `/v1/`, GET or POST, and the addresses that signed URLs lead to. A request
 * goes: what of it is signed, and until when → signature (Keystone judges it) → policy → parameters → action → answer. One that changes something
 * is served once.
 *
 * A request without a signature may bring a Keystone token instead.
 */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Caller, Orchestrator } from '../../engine/orchestrator.ts';
import { stringify, type Value, type ValueMap } from '../../template/value.ts';
import { header } from '../auth/authenticate.ts';
import { callerOf, credentialsOf, withAdmin } from '../auth/caller.ts';
import type { Identity, IdentityService } from '../auth/identity.ts';
import { TokenCache, type TokenCacheOptions } from '../auth/token-cache.ts';
import type { Metrics } from '../metrics.ts';
import type { RequestLog } from '../native/native-api.ts';
import type { ApiSettings } from '../native/route.ts';
import { versionList } from '../native/versions.ts';
import { OwnAddresses } from '../own-addresses.ts';
import type { Credentials } from '../policy/check.ts';
import type { Enforcer } from '../policy/enforcer.ts';
import { newRequestId } from '../request-id.ts';
import { closeToOthers, namesNothing, serverOptions } from '../serving.ts';
import { endTrace, type RequestTrace, startTrace, within } from '../tracing.ts';
import { ACTIONS } from './actions.ts';
import { serialize } from './answer.ts';
import { AwsError, awsErrorOf } from './faults.ts';
import { isForm, Parameters } from './parameters.ts';
import { type Memory, once } from './replays.ts';
import { signalWaitCondition, takeSignal } from './signals.ts';
import { LONGEST_LIFE, type ReceivedRequest, readSigned, type SignedRequest } from './signature.ts';
import { type Ec2Identity, SignedIdentity } from './signed-identity.ts';

export interface CfnApiOptions {
  orchestrator: Orchestrator;
  identity: IdentityService & Ec2Identity;
  enforcer: Enforcer;
  /** Which changes were served already. */
  seen: Memory;
  settings: ApiSettings;
  metrics: Metrics;
  log?: RequestLog;
  tokenCache?: TokenCacheOptions;
  /** What the catalogue says of this API's addresses. */
  listedUrls?: () => Promise<readonly string[]>;
  tls?: { cert: string | Buffer; key: string | Buffer };
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** What is found out about a request on its way. */
interface Asking {
  trace: RequestTrace;
  /** For the log: the action, or which kind of signal. */
  what?: string;
  caller?: Caller;
}

declare module 'fastify' {
  interface FastifyRequest {
    asking: Asking;
  }
}

const NOTHING = Buffer.alloc(0);

export function createCfnApi(options: CfnApiOptions): FastifyInstance {
  const { orchestrator, identity, enforcer, settings, metrics, log } = options;
  const now = options.now ?? Date.now;
  const tokens = new TokenCache((token, requestId) => identity.validate(token, requestId), options.tokenCache);
  const signatures = new SignedIdentity(identity, now);
  const own = new OwnAddresses({ publicUrl: null, believeProxy: settings.proxyHeaders, listed: options.listedUrls });
  const app = fastify({
    ...serverOptions({ requestTimeout: settings.requestTimeout, tls: options.tls }),
    genReqId: newRequestId,
    requestIdHeader: false,
    // A template within a form is up to three times as long.
    bodyLimit: Math.max(settings.maxJsonBodySize, 4 * settings.maxTemplateSize),
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 8192 },
    frameworkErrors: (_error, request, reply) => {
      refuse(request, reply, new AwsError('MalformedQueryString'));
    },
  }) as unknown as FastifyInstance;

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  closeToOthers(app);
  app.decorateRequest('asking', null as unknown as Asking);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-openstack-request-id', request.id);
    reply.header('x-amzn-requestid', request.id);
    request.asking = { trace: startTrace(request.method, pathOf(request.url), request.headers, request.id) };
  });

  app.addHook('onResponse', async (request, reply) => {
    const { trace, what = 'unknown', caller } = request.asking;
    metrics.request(`cfn ${what}`, request.method, reply.statusCode, reply.elapsedTime / 1000);
    endTrace(trace, reply.statusCode);
    const about = { request_id: request.id, method: request.method, path: pathOf(request.url), action: what };
    const who = { project_id: caller?.projectId, user_id: caller?.userId };
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log?.info({ ...about, status: reply.statusCode, ms, ...who }, 'request');
  });

  for (const url of ['/v1', '/v1/', '/v1.0', '/v1.0/']) {
    app.route({
      method: ['GET', 'POST'],
      url,
      handler: (request, reply) => traced(request, () => act(request, reply)),
    });
  }
  // Clients that were given the bare address ask here; people get the list of versions.
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    handler: (request, reply) => {
      const { parameters } = opened(request);
      return parameters.has('Action') ? traced(request, () => act(request, reply)) : versions(request, reply);
    },
  });
  app.get('/versions', versions);
  app.route({
    method: ['PUT'],
    url: '/v1/waitcondition/*',
    handler: (request, reply) => traced(request, () => waitCondition(request, reply)),
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/v1/signal/*',
    handler: (request, reply) => traced(request, () => signal(request, reply)),
  });

  function traced<T>(request: FastifyRequest, work: () => T): T {
    return within(request.asking.trace, work);
  }

  async function act(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const signed = signatureOf(request);
    if (signed !== null) checkLife(signed);
    const { caller, credentials } = await welcome(request, signed);
    const { parameters } = signed ?? opened(request);
    const name = parameters.get('Action') ?? '';
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) throw new AwsError('InvalidAction');
    request.asking.what = name;
    if (!enforcer.allows(action.policy, { project_id: caller.projectId }, credentials)) {
      throw new AwsError('AccessDenied', `Action ${name} not allowed for user`);
    }
    for (const needed of action.requires ?? []) parameters.require(needed);
    for (const [one, other] of action.exclusive ?? []) {
      if (parameters.has(one) && parameters.has(other)) {
        throw new AwsError('InvalidParameterCombination', `${one} and ${other} may not be used together`);
      }
    }
    const serve = () => action.handler({ caller, orchestrator, settings, parameters });
    const result =
      action.changes && signed !== null
        ? await once(options.seen, signed.credentials, signed.until ?? Number.POSITIVE_INFINITY, serve)
        : await serve();
    return send(request, reply, 200, `${name}Response`, { [`${name}Result`]: result });
  }

  async function waitCondition(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    request.asking.what = 'waitcondition';
    const { caller, arn, body } = await signaller(request);
    const { resource, metadata } = await signalWaitCondition({ caller, orchestrator, arn, body });
    if (!wantsJson(request)) return send(request, reply, 200, 'resource', resource ?? null);
    return put(reply, 200, { type: 'application/json', body: stringify({ resource, metadata } as ValueMap) });
  }

  async function signal(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    request.asking.what = 'signal';
    await takeSignal({ ...(await signaller(request)), orchestrator });
    return put(reply, 200, { type: 'application/xml', body: '' });
  }

  /** Who signed a URL, and for what. Such URLs are good as long as somebody waits, which is as long as their key is there. */
  async function signaller(request: FastifyRequest): Promise<{ caller: Caller; arn: string; body: Uint8Array }> {
    const received = { ...receivedOf(request), isForm: false };
    const signed = isSigned(received) ? readSigned(received, judgement()) : null;
    const { caller } = await welcome(request, signed);
    const arn = received.path.replace(/^\/v1\/(?:waitcondition|signal)\//, '');
    return { caller, arn, body: bodyOf(request) };
  }

  function judgement(): { now: number; versions: readonly string[] } {
    return { now: now(), versions: settings.signatureVersions };
  }

  /** Null where there is none, but a token. @throws AwsError */
  function signatureOf(request: FastifyRequest): SignedRequest | null {
    const received = receivedOf(request);
    if (header(request.headers, 'x-auth-token') !== undefined && !isSigned(received)) return null;
    return readSigned(received, judgement());
  }

  /** What asks for an action says until when; only what signals may be good for as long as its key. @throws AwsError */
  function checkLife({ until }: SignedRequest): void {
    if (until === null) throw new AwsError('IncompleteSignature', 'neither Timestamp nor Expires is given');
    if (until > now() + LONGEST_LIFE) throw new AwsError('IncompleteSignature', 'Expires is more than a week off');
  }

  /** @throws AwsError */
  async function welcome(
    request: FastifyRequest,
    signed: SignedRequest | null,
  ): Promise<{ caller: Caller; credentials: Credentials }> {
    const who = await identify(request, signed);
    const credentials = withAdmin(credentialsOf(who), enforcer);
    const { headers, id, asking } = request;
    const about = { isAdmin: credentials.is_admin, requestId: id, headers, traceparent: asking.trace.traceparent };
    const mayUseType = (type: string) => enforcer.allowsType(type, credentials);
    const caller: Caller = { ...(await callerOf(who, about, identity)), mayUseType };
    asking.caller = caller;
    return { caller, credentials };
  }

  async function identify(request: FastifyRequest, signed: SignedRequest | null): Promise<Identity> {
    if (signed !== null) return signatures.of(signed.credentials, request.id);
    const token = header(request.headers, 'x-auth-token');
    if (token === undefined) throw new AwsError('IncompleteSignature');
    const identity = await askAboutToken(token, request.id);
    if (identity === null) throw new AwsError('AccessDenied', 'The token is not valid');
    return identity;
  }

  async function askAboutToken(token: string, requestId: string): Promise<Identity | null> {
    try {
      return await tokens.validate(token, requestId);
    } catch (cause) {
      throw new AwsError('ServiceUnavailable', 'Keystone could not be asked about the token.', { cause });
    }
  }

  async function versions(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    request.asking.what = 'versions';
    const body = versionList(await own.base(request));
    return put(reply, 300, { type: 'application/json', body: JSON.stringify(body) });
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, error: AwsError): FastifyReply {
    const { type, code, message } = error;
    const asJson = wantsJson(request);
    const content = serialize('ErrorResponse', { Error: { Type: type, Code: code, Message: message } }, asJson);
    return put(reply, error.status, content);
  }

  app.setNotFoundHandler((request, reply) =>
    reply.code(404).type('text/plain; charset=UTF-8').send('404 Not Found\n\nThe resource could not be found.\n\n'),
  );

  app.setErrorHandler((error: Error & { code?: string }, request, reply) => {
    const tooLarge = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    const refused = tooLarge ? new AwsError('RequestLimitExceeded') : awsErrorOf(error);
    metrics.fault(refused.code);
    if (refused.status >= 500) {
      log?.error({ request_id: request.id, action: request.asking?.what, err: error }, 'request failed');
    }
    return refuse(request, reply, refused);
  });

  return app;
}

/** The parameters of a request, from its query and from its body when that is a form. */
function opened(request: FastifyRequest): { parameters: Parameters; body: Uint8Array } {
  if (namesNothing(request.url)) throw new AwsError('MalformedQueryString');
  const body = bodyOf(request);
  const isFormed = request.method === 'POST' && isForm(request.headers['content-type']);
  return { body, parameters: new Parameters(queryOf(request.url), isFormed ? body.toString('utf8') : null) };
}

function receivedOf(request: FastifyRequest): ReceivedRequest {
  const { method, headers, url } = request;
  const isFormed = method === 'POST' && isForm(headers['content-type']);
  return { method, headers, body: bodyOf(request), path: unquoted(pathOf(url)), query: queryOf(url), isForm: isFormed };
}

/** Whether a request claims to be signed, in whatever way. */
function isSigned({ headers, query, body, isForm: formed }: ReceivedRequest): boolean {
  if (headers.authorization !== undefined) return true;
  const given = new Parameters(query, formed ? Buffer.from(body).toString('utf8') : null);
  return ['Signature', 'SignatureVersion', 'X-Amz-Signature', 'X-Amz-Algorithm'].some((name) => given.has(name));
}

function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : NOTHING;
}

/** What cannot be read asks for nothing. */
function wantsJson(request: FastifyRequest): boolean {
  try {
    return opened(request).parameters.get('ContentType') === 'JSON';
  } catch {
    return false;
  }
}

function send(request: FastifyRequest, reply: FastifyReply, status: number, root: string, value: Value): FastifyReply {
  return put(reply, status, serialize(root, value, wantsJson(request)));
}

/** As bytes: of text the server would say which characters it is in, and the type is compared by clients. */
function put(reply: FastifyReply, status: number, content: { type: string; body: string }): FastifyReply {
  return reply.code(status).header('content-type', content.type).send(Buffer.from(content.body));
}

function pathOf(url: string): string {
  const question = url.indexOf('?');
  return question < 0 ? url : url.slice(0, question);
}

function queryOf(url: string): string {
  const question = url.indexOf('?');
  return question < 0 ? '' : url.slice(question + 1);
}

/** @throws MalformedQueryString */
function unquoted(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AwsError('MalformedQueryString');
  }
}
