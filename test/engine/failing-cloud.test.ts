/**
 * A cloud that fails: whatever a service answers, or does not answer, to a create, an update, a delete or the question how an object is, the stack ends
 * in the state that Heat gives, with a reason that names the resource and the cause; and nothing is left when it is deleted.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../src/devcloud/index.ts';
import { configurePatience } from '../../src/openstack/patience.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

type Verb = 'create' | 'update' | 'wait' | 'delete';

interface Kind {
  type: string;
  service: string;
  properties: Record<string, unknown>;
  /** What an update gives besides. */
  change?: Record<string, unknown>;
  path: string;
  methods: Partial<Record<Verb, string>>;
}

const REST = { create: 'POST', update: 'PUT', wait: 'GET', delete: 'DELETE' };
const KINDS: Kind[] = [
  {
    type: 'OS::Neutron::Net',
    service: 'network',
    properties: {},
    change: { name: 'other' },
    path: '/networks',
    // The answer to its create says that it is ready: nothing is asked.
    methods: { create: 'POST', update: 'PUT', delete: 'DELETE' },
  },
  {
    type: 'OS::Cinder::Volume',
    service: 'volume',
    properties: { size: 1 },
    change: { name: 'other' },
    path: '/volumes',
    methods: REST,
  },
  {
    type: 'OS::Nova::Server',
    service: 'compute',
    properties: { flavor: 'm1.tiny', image: 'cirros', networks: [{ allocate_network: 'none' }] },
    change: { name: 'other' },
    path: '/servers',
    methods: REST,
  },
  // Made by a PUT, which does no harm when it is repeated.
  {
    type: 'OS::Swift::Container',
    service: 'object',
    properties: {},
    path: '/AUTH_',
    methods: { create: 'PUT', delete: 'DELETE' },
  },
];

/** How often the fault strikes. */
const ALWAYS = Number.POSITIVE_INFINITY;

interface Fault {
  what: string;
  effect: Effect;
  count: number;
  /** Class of the error in the reason; null where the operation ends well. */
  fails: Partial<Record<Verb, string | null>>;
  /** The same for creates by PUT. */
  put?: string | null;
}

const everywhere = (end: string | null) => ({ create: end, update: end, wait: end, delete: end });
const refused = (status: number, name: string): Fault => ({
  what: `refuses with ${status}`,
  effect: { status },
  count: ALWAYS,
  fails: everywhere(name),
});
/** Ends well where it may be asked again. */
const passing = (what: string, effect: Effect, create: string | null): Fault => ({
  what: `${what}, once`,
  effect,
  count: 1,
  fails: { create },
  put: null,
});
const passingAnywhere = (what: string, effect: Effect, create: string | null): Fault => ({
  ...passing(what, effect, create),
  fails: { ...everywhere(null), create },
});
const lasting = (what: string, effect: Effect, name: string): Fault => ({
  what: `${what}, always`,
  effect,
  count: ALWAYS,
  fails: everywhere(name),
});

const FAULTS: Fault[] = [
  refused(400, 'BadRequest'),
  refused(403, 'Forbidden'),
  { ...refused(404, 'NotFound'), fails: { create: 'NotFound', update: 'NotFound', wait: 'NotFound' } },
  refused(413, 'OverLimit'),
  {
    ...refused(401, 'Unauthorized'),
    what: 'refuses every token',
    fails: { create: 'Unauthorized', delete: 'Unauthorized' },
  },
  { what: 'refuses a token, once', effect: { status: 401 }, count: 1, fails: everywhere(null) },
  { ...refused(409, 'Conflict'), fails: { create: 'Conflict', update: 'Conflict', delete: 'Conflict' } },
  { what: 'is in conflict, once', effect: { status: 409 }, count: 1, fails: { create: null, delete: null } },
  {
    ...lasting('has too much to do', { status: 429 }, 'RateLimit'),
    fails: { create: 'RateLimit', delete: 'RateLimit' },
  },
  { what: 'has too much to do, once', effect: { status: 429 }, count: 1, fails: everywhere(null) },
  passing('asks for patience', { status: 503, retryAfter: 0 }, null),
  passingAnywhere('errs', { status: 500 }, 'InternalServerError'),
  lasting('errs', { status: 500 }, 'InternalServerError'),
  passing('is not there', { status: 503 }, 'ServiceUnavailable'),
  passing('is not reached by its proxy', { status: 502, body: '<html>no</html>' }, 'BadGateway'),
  passing('errs after it has acted', { status: 500, afterActing: true }, null),
  passingAnywhere('is cut off before it acts', { drop: 'before' }, 'ConnectFailure'),
  passing('is cut off after it has acted', { drop: 'after' }, null),
  passing('hangs before it acts', { hang: 'before' }, 'ConnectFailure'),
  passingAnywhere('hangs after it has acted', { hang: 'after' }, null),
];

const CASES = KINDS.flatMap((kind) =>
  FAULTS.flatMap((fault) =>
    (Object.keys(fault.fails) as Verb[]).flatMap((verb) => {
      const method = kind.methods[verb];
      if (method === undefined) return [];
      const byPut = verb === 'create' && method === 'PUT' && fault.put !== undefined;
      const error = byPut ? fault.put : fault.fails[verb];
      return [{ title: `${verb} of ${kind.type}: it ${fault.what}`, kind, verb, method, fault, error: error ?? null }];
    }),
  ),
);

let house: WholeHouse;
let names = 0;

beforeAll(async () => {
  const options = {
    cloud_timeout: 0.15,
    cloud_retries: 2,
    client_retry_limit: 0,
    action_retry_limit: 1,
    retry_delay: 1,
  };
  house = await openWholeHouse(options);
  configurePatience({ base: 1, longest: 4 });
});
afterEach(() => house.cloud.faults.clear());
afterAll(() => house.close());

const template = ({ type }: Kind, properties: Record<string, unknown>) => ({
  heat_template_version: '2021-04-16',
  resources: { thing: { type, properties } },
});

async function create(kind: Kind): Promise<string> {
  const name = `failing-${++names}`;
  const { status, json } = await house.call('POST', '/stacks', {
    stack_name: name,
    template: template(kind, kind.properties),
  });
  expect(status).toBe(201);
  return `/stacks/${name}/${(json.stack as { id: string }).id}`;
}

describe('a service', () => {
  it.each(CASES)('$title', async ({ kind, verb, method, fault, error }) => {
    const arm = () => house.cloud.faults.add({ service: kind.service, method, path: kind.path, ...fault });
    if (verb === 'create' || verb === 'wait') arm();
    const path = await create(kind);
    let end = await house.rest(path);
    if (verb === 'update') {
      arm();
      const changed = template(kind, { ...kind.properties, ...kind.change });
      expect((await house.call('PUT', path, { template: changed })).status).toBe(202);
      end = await house.rest(path);
    }
    if (verb === 'delete') {
      arm();
      expect((await house.call('DELETE', path)).status).toBe(204);
      end = await house.rest(path);
    }
    expect(house.cloud.faults.list()[0]?.struck).toBeGreaterThan(0);
    const action = verb === 'wait' ? 'CREATE' : verb.toUpperCase();
    expect(end.stack_status).toBe(`${action}_${error === null ? 'COMPLETE' : 'FAILED'}`);
    if (error !== null) {
      const cause =
        fault.effect.status === undefined ? /at http:\/\/127/ : new RegExp(`\\(HTTP ${fault.effect.status}\\)`);
      expect(end.stack_status_reason).toMatch(new RegExp(`^Resource ${action} failed: ${error}: resources\\.thing: `));
      // A question that is answered with 404 is no refusal: the object is gone.
      if (!(verb === 'wait' && fault.effect.status === 404)) expect(end.stack_status_reason).toMatch(cause);
    }
    house.cloud.faults.clear();
    if (end.stack_status !== 'DELETE_COMPLETE') {
      await house.call('DELETE', path);
      expect((await house.rest(path)).stack_status).toBe('DELETE_COMPLETE');
    }
    await expect.poll(() => house.things()).toEqual({});
  });
});

it('Nova is asked again for as long as it is busy with a volume, and nothing tells of a failure', async () => {
  const resources = {
    host: {
      type: 'OS::Nova::Server',
      properties: { flavor: 'm1.tiny', image: 'cirros', networks: [{ allocate_network: 'none' }] },
    },
    disk: { type: 'OS::Cinder::Volume', properties: { size: 1 } },
    tie: {
      type: 'OS::Cinder::VolumeAttachment',
      properties: { instance_uuid: { get_resource: 'host' }, volume_id: { get_resource: 'disk' } },
    },
  };
  for (const method of ['POST', 'DELETE']) {
    const effect = { status: 409 };
    house.cloud.faults.add({ service: 'compute', method, path: '/os-volume_attachments', count: 4, effect });
  }
  const body = { stack_name: 'busy', template: { heat_template_version: '2021-04-16', resources } };
  const { json } = await house.call('POST', '/stacks', body);
  const path = `/stacks/busy/${(json.stack as { id: string }).id}`;
  expect((await house.rest(path)).stack_status).toBe('CREATE_COMPLETE');
  const { events } = (await house.call('GET', `${path}/events`)).json as { events: { resource_status: string }[] };
  expect(events.map(({ resource_status: status }) => status)).not.toContain('CREATE_FAILED');
  await house.call('DELETE', path);
  expect((await house.rest(path)).stack_status).toBe('DELETE_COMPLETE');
  expect(house.cloud.faults.list().map(({ struck }) => struck)).toEqual([4, 4]);
  await expect.poll(() => house.things()).toEqual({});
});
