/** What refusals are tried on: two projects of a cloud, in each a stack that stands, and tokens of every kind. */
import type { AuthOptions } from '../../../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../../../src/openstack/client.ts';
import type { Cloud } from '../../../src/openstack/cloud.ts';
import { identityUrl } from '../../../src/openstack/session.ts';
import { type Answer, hot, type Refusal } from './refusal.ts';

/** With one parameter that must not change and one that is bounded, and an output that fails when it is looked at. */
const STANDING = hot({
  parameters: {
    fixed: { type: 'string', default: 'one', immutable: true },
    short: { type: 'string', constraints: [{ length: { max: 5 } }] },
  },
  resources: { value: { type: 'OS::Heat::Value', properties: { type: 'json', value: { a: { get_param: 'short' } } } } },
  outputs: {
    text: { value: { get_param: 'fixed' } },
    broken: { value: { str_split: [',', { get_attr: ['value', 'value'] }] } },
  },
});

export interface World {
  ask(refusal: Refusal): Promise<{ answer: Answer; body: string; headers: Headers }>;
  /** Names of all stacks of the first project, hidden and nested ones too. */
  stacks(): Promise<string[]>;
  /** Ids of the trusts that the first user gave. */
  trusts(): Promise<string[]>;
  close(): Promise<void>;
}

/** `heat`: the server's address without `/v1`. */
export async function openWorld(heat: string, users: { first: AuthOptions; second: AuthOptions }): Promise<World> {
  const [ours, theirs] = await Promise.all([cloudFromCredentials(users.first), cloudFromCredentials(users.second)]);
  const tokens: Record<string, string | undefined> = {
    first: await ours.token(),
    other: await theirs.token(),
    unscoped: await unscopedToken(users.first),
    revoked: await revokedToken(users.first),
    nonsense: 'nonsense',
  };
  const suffix = Math.random().toString(36).slice(2, 8);
  const places: Record<string, string> = { project: ours.projectId, other: theirs.projectId };

  function send(refusal: Omit<Refusal, 'what'>): Promise<Response> {
    const fill = (text: string) => text.replace(/\{([a-zA-Z]+)\}/g, (whole, key: string) => places[key] ?? whole);
    const { body, headers, token = 'first' } = refusal;
    const text = body === undefined ? undefined : fill(typeof body === 'string' ? body : JSON.stringify(body));
    const bearer = token === 'none' ? undefined : tokens[token];
    return fetch(heat + fill(refusal.path), {
      method: refusal.method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === undefined ? {} : { 'x-auth-token': bearer }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
  }

  /** What was accepted all the same is over, and gone where it is new, before the next request comes. */
  async function settle(method: string, body: string): Promise<void> {
    const path = `/v1/${ours.projectId}/stacks`;
    if (method === 'GET') return;
    await atRest(() => json({ method: 'GET', path: `${path}/${places.stack}` }));
    const href = /^\{"stack": ?\{"id".*"href": ?"([^"]+)"/.exec(body)?.[1];
    if (href === undefined) return;
    const made = { path: new URL(href).pathname };
    await send({ method: 'DELETE', ...made });
    await atRest(() => json({ method: 'GET', ...made }), 'DELETE_COMPLETE');
  }

  const json = async (request: Omit<Refusal, 'what'>): Promise<Record<string, unknown>> => {
    const response = await send(request);
    if (!response.ok) throw new Error(`${request.method} ${request.path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  };

  async function stand(token: 'other' | undefined, project: string, name: string): Promise<string> {
    const as = token === undefined ? {} : { token };
    const path = `/v1/${project}/stacks`;
    const body = { stack_name: name, template: STANDING, parameters: { short: 'ok' } };
    const { stack } = await json({ method: 'POST', path, body, ...as });
    const { id } = stack as { id: string };
    await atRest(() => json({ method: 'GET', path: `${path}/${name}/${id}`, ...as }));
    return id;
  }

  async function snapshotOf(path: string): Promise<string> {
    const { id } = await json({ method: 'POST', path: `${path}/snapshots`, body: {}, token: 'other' });
    await atRest(() => json({ method: 'GET', path, token: 'other' }));
    return String(id);
  }

  places.name = `standing-${suffix}`;
  places.theirName = `theirs-${suffix}`;
  places.id = await stand(undefined, ours.projectId, places.name);
  places.theirId = await stand('other', theirs.projectId, places.theirName);
  places.ID = places.id.toUpperCase();
  places.stack = `${places.name}/${places.id}`;
  places.theirs = `${places.theirName}/${places.theirId}`;
  const theirPath = `/v1/${theirs.projectId}/stacks/${places.theirs}`;
  places.theirSnapshot = await snapshotOf(theirPath);
  const { events } = await json({ method: 'GET', path: `${theirPath}/resources/value/events`, token: 'other' });
  places.theirEvent = (events as { id: string }[])[0]?.id ?? '';

  let asked = 0;
  return {
    async ask(refusal) {
      places.fresh = `refused-${suffix}-${++asked}`;
      const response = await send(refusal);
      const body = await response.text();
      if (response.ok) await settle(refusal.method, body);
      return { answer: { status: response.status, type: typeOf(body) }, body, headers: response.headers };
    },
    async stacks() {
      const query = 'show_nested=true&show_hidden=true';
      const { stacks } = await json({ method: 'GET', path: `/v1/${ours.projectId}/stacks?${query}` });
      return (stacks as { stack_name: string }[]).map(({ stack_name }) => stack_name);
    },
    trusts: () => trustsOf(ours),
    async close() {
      const path = `/v1/${ours.projectId}/stacks/${places.stack}`;
      for (const one of [{ path }, { path: theirPath, token: 'other' as const }]) {
        await json({ method: 'DELETE', ...one });
        await atRest(() => json({ method: 'GET', ...one }), 'DELETE_COMPLETE');
      }
    },
  };
}

async function atRest(show: () => Promise<Record<string, unknown>>, wanted = ''): Promise<void> {
  for (let round = 0; round < 600; round++) {
    const { stack } = await show();
    const { stack_status: status } = stack as { stack_status: string };
    if (status.endsWith(wanted === '' ? '_COMPLETE' : wanted)) return;
    if (status.endsWith('_FAILED') && !status.startsWith('CREATE')) throw new Error(`A stack is ${status}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('A stack does not come to rest.');
}

/** The type of a fault; else which of the other forms the answer has. */
function typeOf(body: string): string {
  if (body === '') return 'nothing';
  if (!body.startsWith('{')) return body === 'null' ? 'null' : 'text';
  const json = JSON.parse(body) as Record<string, unknown>;
  const error = json.error as Record<string, unknown> | undefined;
  if (typeof error?.type === 'string' && 'explanation' in json) return error.type;
  if (typeof error?.code === 'number') return 'Keystone';
  if ('message' in json && 'title' in json && 'code' in json) return 'note';
  return `{${Object.keys(json).sort()}}`;
}

export async function trustsOf(cloud: Cloud): Promise<string[]> {
  const query = { trustor_user_id: cloud.userId };
  const { body } = await cloud.request<{ trusts: { id: string }[] }>('identity', { path: '/OS-TRUST/trusts', query });
  return body.trusts.map(({ id }) => id);
}

async function tokenOf(auth: AuthOptions, scope: unknown): Promise<string> {
  const { username: name, password } = auth;
  const user = { name, password, domain: { name: auth.userDomainName ?? 'Default' } };
  const identity = { methods: ['password'], password: { user } };
  const response = await fetch(`${identityUrl(auth.authUrl)}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { identity, scope } }),
  });
  return response.headers.get('x-subject-token') ?? '';
}

const unscopedToken = (auth: AuthOptions) => tokenOf(auth, 'unscoped');

async function revokedToken(auth: AuthOptions): Promise<string> {
  const domain = { name: auth.projectDomainName ?? 'Default' };
  const token = await tokenOf(auth, { project: { name: auth.projectName, domain } });
  await fetch(`${identityUrl(auth.authUrl)}/auth/tokens`, {
    method: 'DELETE',
    headers: { 'x-auth-token': token, 'x-subject-token': token },
  });
  return token;
}
