/**
 * A cloud that fails while a request is looked at: when Keystone is asked about the token, when names are looked up, when the trust is made. The
 * answer says what failed and why, in the class of failure that it is, and nothing is left: no stack, no trust, no definition.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../src/devcloud/index.ts';
import { configurePatience } from '../../src/openstack/patience.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

const SPOTS = {
  token: { service: 'identity', method: 'GET', path: '/auth/tokens$' },
  trust: { service: 'identity', method: 'POST', path: '/trusts$' },
  network: { service: 'network', method: 'GET', path: '/networks' },
  flavor: { service: 'compute', method: 'GET', path: '/flavors' },
  image: { service: 'image', method: 'GET', path: '/images' },
  volume_type: { service: 'volume', method: 'GET', path: '/types' },
};
type Spot = keyof typeof SPOTS;

const server = { type: 'OS::Nova::Server', properties: { flavor: 'm1.tiny', image: 'cirros' } };
const RESOURCES: Record<Spot, unknown> = {
  token: { type: 'OS::Heat::None' },
  trust: { type: 'OS::Heat::None' },
  network: { type: 'OS::Neutron::Subnet', properties: { network: 'public', cidr: '10.0.0.0/24' } },
  flavor: server,
  image: server,
  volume_type: { type: 'OS::Cinder::Volume', properties: { size: 1, volume_type: 'fast' } },
};

const OUTAGES: [what: string, effect: Effect][] = [
  ['has too much to do', { status: 429 }],
  ['errs', { status: 500 }],
  ['is not there', { status: 503 }],
  ['is not reached by its proxy', { status: 502, body: '<html>no</html>' }],
  ['cuts the connection', { drop: 'before' }],
  ['hangs', { hang: 'before' }],
];
const REFUSALS = [400, 401, 403, 404, 409, 413];

/** What refusals come to; of the token, anything but 400 and 404 says that Keystone has something against Hearth. */
const REFUSED: Record<'token' | 'trust', Record<number, string>> = {
  token: { 400: '401', 404: '401' },
  trust: {
    400: '400 StackValidationFailed',
    401: '403 Forbidden',
    403: '400 MissingCredentialError',
    404: '400 MissingCredentialError',
    409: '409 HTTPConflict',
    413: '400 StackValidationFailed',
  },
};
const UNAVAILABLE = '503 HTTPServiceUnavailable';

interface Case {
  title: string;
  spot: Spot;
  effect: Effect;
  answer: string;
}

const CASES: Case[] = (Object.keys(SPOTS) as Spot[]).flatMap((spot) => [
  ...OUTAGES.map(([what, effect]) => ({ title: `${spot}: it ${what}`, spot, effect, answer: UNAVAILABLE })),
  ...REFUSALS.map((status) => {
    const answer =
      spot === 'token' || spot === 'trust' ? (REFUSED[spot][status] ?? UNAVAILABLE) : '400 StackValidationFailed';
    return { title: `${spot}: it refuses with ${status}`, spot, effect: { status }, answer };
  }),
]);

let house: WholeHouse;
let names = 0;

beforeAll(async () => {
  house = await openWholeHouse({ cloud_timeout: 0.15, cloud_retries: 1, retry_delay: 1, idle_credentials_age: 1 });
  configurePatience({ base: 1, longest: 4 });
});
afterEach(() => house.cloud.faults.clear());
afterAll(() => house.close());

async function asked(name: string, template: unknown, token: string) {
  const { status, json } = await house.call('POST', '/stacks', { stack_name: name, template }, token);
  return { status, error: (json.error ?? {}) as Record<string, unknown> };
}

describe('when a request is looked at, the service for', () => {
  it.each(CASES)('$title', async ({ spot, effect, answer }) => {
    const token = await house.freshToken();
    house.cloud.faults.add({ ...SPOTS[spot], effect });
    const template = { heat_template_version: '2021-04-16', resources: { thing: RESOURCES[spot] } };
    const { status, error } = await asked(`failing-${++names}`, template, token);
    expect(house.cloud.faults.list()[0]?.struck).toBeGreaterThan(0);
    expect(answer === '401' ? String(status) : `${status} ${error.type}`).toBe(answer);
    if (answer !== '401') {
      const place =
        spot === 'token' || spot === 'trust' ? /Keystone|identity|trust/ : `resources.thing.properties.${spot}`;
      const cause = effect.status === undefined ? /at http:\/\/127\.0\.0\.1/ : `(HTTP ${effect.status})`;
      expect(error.message).toMatch(place);
      expect(error.message).toMatch(cause);
    }
    house.cloud.faults.clear();
    expect((await house.call('GET', '/stacks')).json).toEqual({ stacks: [] });
    expect(house.cloud.inspect().totals.trust).toBe(0);
  });

  it.each([
    ['errs after it has acted', { status: 500, afterActing: true }],
    ['cuts the connection after it has acted', { drop: 'after' }],
    ['hangs after it has acted', { hang: 'after' }],
  ] as const)('trusts %s: the trust is found, and used', async (_what, effect) => {
    house.cloud.faults.add({ ...SPOTS.trust, effect });
    const name = `failing-${++names}`;
    const template = { heat_template_version: '2021-04-16', resources: {} };
    const { status, json } = await house.call('POST', '/stacks', { stack_name: name, template });
    expect(status).toBe(201);
    expect(house.cloud.inspect().totals.trust).toBe(1);
    const path = `/stacks/${name}/${(json.stack as { id: string }).id}`;
    expect((await house.rest(path)).stack_status).toBe('CREATE_COMPLETE');
    await house.call('DELETE', path);
    expect((await house.rest(path)).stack_status).toBe('DELETE_COMPLETE');
    await expect.poll(() => house.cloud.inspect().totals.trust).toBe(0);
  });

  it('tokens errs once: it is asked again', async () => {
    const token = await house.freshToken();
    house.cloud.faults.add({ ...SPOTS.token, count: 1, effect: { status: 500 } });
    expect((await house.call('GET', '/stacks', undefined, token)).status).toBe(200);
  });

  it('anything leaves no rows behind', async () => {
    await house.stop();
    expect(await house.count('SELECT id FROM stacks WHERE deleted_at IS NULL')).toBe(0);
    const strayed = 'stack_id NOT IN (SELECT id FROM stacks)';
    expect(await house.count(`SELECT id FROM definitions WHERE ${strayed}`)).toBe(0);
    expect(await house.count(`SELECT id FROM operations WHERE ${strayed}`)).toBe(0);
  });
});
