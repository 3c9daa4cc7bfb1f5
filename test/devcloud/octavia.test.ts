import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, login, makeNetwork, passwordAuth, type Session, type TestCloud, testCloud } from './session.ts';

const LB = '/load-balancer/v2/lbaas';
const CHANGE = 300;
let t: TestCloud;
let other: Session;
let subnet: string;
let network: string;

beforeAll(async () => {
  t = await testCloud({ delays: { loadBalancerMs: 1000, loadBalancerChangeMs: CHANGE } });
  other = await login(t.base, passwordAuth('other'));
  ({ network, subnet } = await makeNetwork(t.demo));
});
afterAll(() => t.cloud.close());

async function balancer(more: Record<string, unknown> = {}): Promise<Answer['body']> {
  const body = { loadbalancer: { name: 'lb', vip_subnet_id: subnet, ...more } };
  const made = await t.demo.post(`${LB}/loadbalancers`, body);
  t.pass(1000);
  return (await t.demo.get(`${LB}/loadbalancers/${made.loadbalancer.id}`)).loadbalancer;
}

/** Makes a part and waits until everything is ready. */
async function make(path: string, singular: string, body: Record<string, unknown>): Promise<Answer['body']> {
  const made = await t.demo.post(`${LB}/${path}`, { [singular]: body });
  t.pass(CHANGE);
  return made[singular];
}
const listenerOn = (lb: string, more: Record<string, unknown> = {}): Promise<Answer['body']> =>
  make('listeners', 'listener', { loadbalancer_id: lb, protocol: 'HTTP', protocol_port: 80, ...more });
const poolOn = (lb: string, more: Record<string, unknown> = {}): Promise<Answer['body']> =>
  make('pools', 'pool', { loadbalancer_id: lb, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN', ...more });
const statusOf = async (path: string, singular: string): Promise<string> =>
  (await t.demo.get(`${LB}/${path}`))[singular].provisioning_status;

async function refused(
  method: string,
  path: string,
  body?: unknown,
  session: Session = t.demo,
): Promise<[number, string]> {
  const answer = await session.send(method, `${LB}/${path}`, body);
  expect(answer.body).toEqual({ faultcode: 'Client', faultstring: expect.any(String), debuginfo: null });
  return [answer.status, answer.body.faultstring];
}

describe('a balancer', () => {
  it('gets a port for its address, becomes active, and takes the port along', async () => {
    const body = { loadbalancer: { name: 'lb', vip_subnet_id: subnet, tags: ['a'] } };
    const { loadbalancer: made } = await t.demo.post(`${LB}/loadbalancers`, body);
    expect(made).toMatchObject({
      provisioning_status: 'PENDING_CREATE',
      operating_status: 'OFFLINE',
      project_id: t.project,
      tenant_id: t.project,
      provider: 'amphora',
      vip_network_id: network,
      listeners: [],
      pools: [],
      updated_at: null,
      flavor_id: null,
    });
    expect(made.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    const { port } = await t.demo.get(`/network/v2.0/ports/${made.vip_port_id}`);
    expect(port).toMatchObject({ device_owner: 'Octavia', name: `octavia-lb-${made.id}`, project_id: t.project });
    expect(port.fixed_ips).toEqual([{ subnet_id: subnet, ip_address: made.vip_address }]);
    t.pass(1000);
    const { loadbalancer: ready } = await t.demo.get(`${LB}/loadbalancers/${made.id}`);
    expect(ready).toMatchObject({ provisioning_status: 'ACTIVE', operating_status: 'ONLINE' });
    expect((await t.demo.send('DELETE', `${LB}/loadbalancers/${made.id}`)).status).toBe(204);
    expect(await statusOf(`loadbalancers/${made.id}`, 'loadbalancer')).toBe('PENDING_DELETE');
    t.pass(CHANGE);
    expect(await refused('GET', `loadbalancers/${made.id}`)).toEqual([404, `Load Balancer ${made.id} not found.`]);
    expect((await t.demo.send('GET', `/network/v2.0/ports/${made.vip_port_id}`)).status).toBe(404);
  });

  it('takes a port, an address or a network, and leaves the port that it was given', async () => {
    const given = await t.demo.post('/network/v2.0/ports', { port: { network_id: network } });
    const lb = await balancer({ vip_subnet_id: undefined, vip_port_id: given.port.id });
    expect(lb).toMatchObject({ vip_subnet_id: subnet, vip_address: given.port.fixed_ips[0].ip_address });
    await t.demo.ok('DELETE', `${LB}/loadbalancers/${lb.id}`);
    t.pass(CHANGE);
    expect((await t.demo.send('GET', `/network/v2.0/ports/${given.port.id}`)).status).toBe(200);
    expect(await balancer({ vip_address: '10.0.0.99' })).toMatchObject({ vip_address: '10.0.0.99' });
    const inNetwork = await balancer({ vip_subnet_id: undefined, vip_network_id: network });
    expect(inNetwork.vip_subnet_id).toBe(subnet);
    const post = (loadbalancer: unknown, session?: Session) =>
      refused('POST', 'loadbalancers', { loadbalancer }, session);
    expect(await post({ name: 'x' })).toEqual([
      400,
      'Validation failure: VIP must contain one of: vip_port_id, vip_network_id, vip_subnet_id.',
    ]);
    expect(await post({ vip_subnet_id: subnet }, other)).toEqual([400, `Subnet ${subnet} not found.`]);
    expect(await post({ vip_subnet_id: subnet, colour: 1 })).toEqual([
      400,
      'Unknown attribute for argument loadbalancer: colour',
    ]);
    expect(await post({ vip_subnet_id: subnet, provider: 'none' })).toEqual([400, "Provider 'none' is not enabled."]);
  });

  it('is immutable as a whole while a part of it is in change', async () => {
    const lb = await balancer();
    const { listener } = await t.demo.post(`${LB}/listeners`, {
      listener: { loadbalancer_id: lb.id, protocol: 'HTTP', protocol_port: 80 },
    });
    expect(listener).toMatchObject({ provisioning_status: 'PENDING_CREATE', loadbalancers: [{ id: lb.id }] });
    expect(await statusOf(`loadbalancers/${lb.id}`, 'loadbalancer')).toBe('PENDING_UPDATE');
    const immutable = [409, `Load Balancer ${lb.id} is immutable and cannot be updated.`];
    const pool = { loadbalancer_id: lb.id, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' };
    expect(await refused('POST', 'pools', { pool })).toEqual(immutable);
    expect(await refused('PUT', `listeners/${listener.id}`, { listener: { name: 'x' } })).toEqual(immutable);
    expect(await refused('DELETE', `listeners/${listener.id}`)).toEqual(immutable);
    const pending = [409, `Invalid state PENDING_UPDATE of loadbalancer resource ${lb.id}`];
    expect(await refused('PUT', `loadbalancers/${lb.id}`, { loadbalancer: { name: 'x' } })).toEqual(pending);
    expect(await refused('DELETE', `loadbalancers/${lb.id}?cascade=true`)).toEqual(pending);
    t.pass(CHANGE);
    const changed = await t.demo.ok('PUT', `${LB}/listeners/${listener.id}`, { listener: { name: 'x' } });
    expect(changed.listener).toMatchObject({ name: 'x', provisioning_status: 'PENDING_UPDATE' });
    t.pass(CHANGE);
    expect(await statusOf(`listeners/${listener.id}`, 'listener')).toBe('ACTIVE');
    expect(await statusOf(`loadbalancers/${lb.id}`, 'loadbalancer')).toBe('ACTIVE');
  });

  it('goes with its parts only when told to', async () => {
    const lb = await balancer();
    const pool = await poolOn(lb.id);
    await listenerOn(lb.id, { default_pool_id: pool.id });
    expect(await refused('DELETE', `loadbalancers/${lb.id}`)).toEqual([
      400,
      `Validation failure: Cannot delete Load Balancer ${lb.id} - it has children`,
    ]);
    await t.demo.ok('DELETE', `${LB}/loadbalancers/${lb.id}?cascade=true`);
    t.pass(CHANGE);
    expect(await refused('GET', `pools/${pool.id}`)).toEqual([404, `Pool ${pool.id} not found.`]);
  });

  it('ends in ERROR when a fault says so, and can then be deleted only', async () => {
    t.cloud.faults.add({ service: 'load-balancer', method: 'POST', count: 1, effect: { outcome: 'ERROR' } });
    const lb = await balancer();
    expect(lb.provisioning_status).toBe('ERROR');
    const listener = { loadbalancer_id: lb.id, protocol: 'HTTP', protocol_port: 80 };
    expect((await refused('POST', 'listeners', { listener }))[0]).toBe(409);
    await t.demo.ok('DELETE', `${LB}/loadbalancers/${lb.id}`);
  });

  it('is made with all its parts at once', async () => {
    const lb = await balancer({
      listeners: [
        {
          name: 'web',
          protocol: 'HTTP',
          protocol_port: 80,
          default_pool: { name: 'main' },
          l7policies: [
            {
              action: 'REDIRECT_TO_POOL',
              redirect_pool: { name: 'api', protocol: 'HTTP', lb_algorithm: 'SOURCE_IP' },
              rules: [{ type: 'PATH', compare_type: 'STARTS_WITH', value: '/api' }],
            },
          ],
        },
      ],
      pools: [
        {
          name: 'main',
          protocol: 'HTTP',
          lb_algorithm: 'ROUND_ROBIN',
          healthmonitor: { type: 'HTTP', delay: 5, timeout: 2, max_retries: 3 },
          members: [{ address: '10.0.0.7', protocol_port: 8080 }],
        },
      ],
    });
    const { statuses } = await t.demo.get(`${LB}/loadbalancers/${lb.id}/status`);
    const [listener] = statuses.loadbalancer.listeners;
    expect(listener).toMatchObject({ name: 'web', provisioning_status: 'ACTIVE' });
    expect(listener.pools.map((pool: { name: string }) => pool.name)).toEqual(['main', 'api']);
    expect(listener.pools[0].members).toEqual([
      expect.objectContaining({ address: '10.0.0.7', operating_status: 'ONLINE' }),
    ]);
    const before = (await t.demo.get('/network/v2.0/ports')).ports.length;
    expect(
      await refused('POST', 'loadbalancers', {
        loadbalancer: {
          vip_subnet_id: subnet,
          listeners: [{ protocol: 'HTTP', protocol_port: 80, default_pool: { name: 'nowhere' } }],
        },
      }),
    ).toEqual([400, "Validation failure: Pool 'nowhere' was referenced but no full definition was found."]);
    expect((await t.demo.get('/network/v2.0/ports')).ports.length).toBe(before);
  });
});

describe('parts', () => {
  let lb: string;
  beforeEach(async () => {
    lb = (await balancer()).id;
  });

  it('of a listener: its port is its own, its pool has a protocol that goes with it', async () => {
    const made = await listenerOn(lb);
    expect(made).toMatchObject({
      connection_limit: -1,
      timeout_client_data: 50000,
      insert_headers: {},
      allowed_cidrs: null,
      sni_container_refs: [],
      l7policies: [],
      client_authentication: 'NONE',
    });
    const listener = { loadbalancer_id: lb, protocol: 'TCP', protocol_port: 80 };
    expect(await refused('POST', 'listeners', { listener })).toEqual([
      409,
      'Another Listener on this Load Balancer is already using protocol HTTP and protocol_port 80',
    ]);
    await listenerOn(lb, { protocol: 'UDP' });
    const tcp = await poolOn(lb, { protocol: 'TCP' });
    expect(await refused('PUT', `listeners/${made.id}`, { listener: { default_pool_id: tcp.id } })).toEqual([
      400,
      "Validation failure: The pool protocol 'TCP' is invalid while the listener protocol is 'HTTP'.",
    ]);
    expect(
      await refused('POST', 'listeners', {
        listener: { ...listener, protocol: 'TERMINATED_HTTPS', protocol_port: 443 },
      }),
    ).toEqual([
      400,
      'Validation failure: An SNI or default certificate container reference must be provided for TERMINATED_HTTPS protocol listeners.',
    ]);
    const unknown = '00000000-0000-0000-0000-000000000000';
    expect(await refused('POST', 'listeners', { listener: { ...listener, loadbalancer_id: unknown } })).toEqual([
      404,
      `Load Balancer ${unknown} not found.`,
    ]);
  });

  it('of a pool: by a listener it becomes the default pool, and is free again when it goes', async () => {
    const listener = await listenerOn(lb);
    const byListener = { listener_id: listener.id, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' };
    const pool = await make('pools', 'pool', byListener);
    expect(pool).toMatchObject({ loadbalancers: [{ id: lb }], listeners: [{ id: listener.id }], members: [] });
    expect((await t.demo.get(`${LB}/listeners/${listener.id}`)).listener.default_pool_id).toBe(pool.id);
    expect(await refused('POST', 'pools', { pool: byListener })).toEqual([
      409,
      'This listener already has a default pool',
    ]);
    const { pool: kept } = await t.demo.ok('PUT', `${LB}/pools/${pool.id}`, {
      pool: { session_persistence: { type: 'APP_COOKIE', cookie_name: 'x' } },
    });
    expect(kept.session_persistence).toEqual({
      type: 'APP_COOKIE',
      cookie_name: 'x',
      persistence_timeout: null,
      persistence_granularity: null,
    });
    t.pass(CHANGE);
    expect(
      (await refused('PUT', `pools/${pool.id}`, { pool: { session_persistence: { type: 'APP_COOKIE' } } }))[0],
    ).toBe(400);
    await t.demo.ok('DELETE', `${LB}/pools/${pool.id}`);
    expect(await statusOf(`listeners/${listener.id}`, 'listener')).toBe('PENDING_UPDATE');
    t.pass(CHANGE);
    expect((await t.demo.get(`${LB}/listeners/${listener.id}`)).listener.default_pool_id).toBe(null);
  });

  it('of a pool: members and their monitor', async () => {
    const pool = await poolOn(lb);
    const path = `pools/${pool.id}/members`;
    const member = await make(path, 'member', { address: '10.0.0.5', protocol_port: 80 });
    expect(member).toMatchObject({ weight: 1, backup: false, operating_status: 'NO_MONITOR', subnet_id: null });
    expect(member).not.toHaveProperty('pool_id');
    expect(await refused('POST', path, { member: { address: '10.0.0.5', protocol_port: 80 } })).toEqual([
      409,
      'Another member on this pool is already using ip 10.0.0.5 on protocol_port 80',
    ]);
    const monitor = { pool_id: pool.id, type: 'HTTP', delay: 5, timeout: 3, max_retries: 2 };
    const made = await make('healthmonitors', 'healthmonitor', monitor);
    expect(made).toMatchObject({ http_method: 'GET', url_path: '/', expected_codes: '200', pools: [{ id: pool.id }] });
    expect(await refused('POST', 'healthmonitors', { healthmonitor: monitor })).toEqual([
      409,
      'This pool already has a health monitor',
    ]);
    expect((await t.demo.get(`${LB}/pools/${pool.id}`)).pool.healthmonitor_id).toBe(made.id);
    expect((await t.demo.get(`${LB}/${path}/${member.id}`)).member.operating_status).toBe('ONLINE');
    await t.demo.post(`${LB}/${path}`, { member: { address: '10.0.0.6', protocol_port: 80 } });
    expect(await refused('POST', path, { member: { address: '10.0.0.7', protocol_port: 80 } })).toEqual([
      409,
      `Pool ${pool.id} is immutable and cannot be updated.`,
    ]);
    t.pass(CHANGE);
    const members = [
      { address: '10.0.0.6', protocol_port: 80, weight: 5 },
      { address: '10.0.0.8', protocol_port: 80 },
    ];
    expect((await t.demo.send('PUT', `${LB}/${path}`, { members })).status).toBe(202);
    expect(await statusOf(`pools/${pool.id}`, 'pool')).toBe('PENDING_UPDATE');
    t.pass(CHANGE);
    const after = (await t.demo.get(`${LB}/${path}`)).members;
    expect(after.map((each: { address: string; weight: number }) => [each.address, each.weight])).toEqual([
      ['10.0.0.6', 5],
      ['10.0.0.8', 1],
    ]);
    await t.demo.ok('DELETE', `${LB}/healthmonitors/${made.id}`);
    t.pass(CHANGE);
    expect((await t.demo.get(`${LB}/${path}`)).members[0].operating_status).toBe('NO_MONITOR');
  });

  it('of a listener: policies in their order, with rules', async () => {
    const listener = await listenerOn(lb);
    const pool = await poolOn(lb);
    const policy = (more: Record<string, unknown>) =>
      make('l7policies', 'l7policy', { listener_id: listener.id, ...more });
    const first = await policy({ action: 'REDIRECT_TO_URL', redirect_url: 'http://there.example/' });
    expect(first).toMatchObject({ position: 1, redirect_http_code: 302, redirect_pool_id: null });
    const second = await policy({ action: 'REDIRECT_TO_POOL', redirect_pool_id: pool.id, position: 1 });
    const prefix = await policy({
      action: 'REDIRECT_PREFIX',
      redirect_prefix: 'https://x.example',
      redirect_http_code: 301,
    });
    const positions = (await t.demo.get(`${LB}/l7policies?listener_id=${listener.id}`)).l7policies;
    expect(
      Object.fromEntries(positions.map((each: { id: string; position: number }) => [each.id, each.position])),
    ).toEqual({ [second.id]: 1, [first.id]: 2, [prefix.id]: 3 });
    expect((await t.demo.get(`${LB}/listeners/${listener.id}`)).listener.l7policies).toEqual(
      [second, first, prefix].map(({ id }) => ({ id })),
    );
    await t.demo.ok('PUT', `${LB}/l7policies/${prefix.id}`, { l7policy: { action: 'REJECT' } });
    t.pass(CHANGE);
    expect((await t.demo.get(`${LB}/l7policies/${prefix.id}`)).l7policy).toMatchObject({
      action: 'REJECT',
      redirect_prefix: null,
      redirect_http_code: null,
    });
    expect(
      await refused('POST', 'l7policies', { l7policy: { listener_id: listener.id, action: 'REDIRECT_TO_URL' } }),
    ).toEqual([400, 'Invalid L7 Policy arguments: redirect_url must not be None']);
    expect(await refused('DELETE', `pools/${pool.id}`)).toEqual([
      409,
      `Pool ${pool.id} is in use by L7 policy ${second.id}`,
    ]);
    const rules = `l7policies/${first.id}/rules`;
    const rule = await make(rules, 'rule', { type: 'PATH', compare_type: 'STARTS_WITH', value: '/x' });
    expect(rule).toMatchObject({ key: null, invert: false, provisioning_status: 'PENDING_CREATE' });
    expect(rule).not.toHaveProperty('l7policy_id');
    expect((await t.demo.get(`${LB}/l7policies/${first.id}`)).l7policy.rules).toEqual([{ id: rule.id }]);
    expect(await refused('POST', rules, { rule: { type: 'HEADER', compare_type: 'REGEX', value: 'x' } })).toEqual([
      400,
      'Error parsing L7Rule: Invalid L7 Rule: L7 rule type requires a key',
    ]);
    expect(await refused('GET', `l7policies/${second.id}/rules/${rule.id}`)).toEqual([
      404,
      `L7 Rule ${rule.id} not found.`,
    ]);
    await t.demo.ok('PUT', `${LB}/l7policies/${first.id}`, { l7policy: { action: 'REJECT' } });
    t.pass(CHANGE);
    expect((await t.demo.get(`${LB}/l7policies/${first.id}`)).l7policy).toMatchObject({
      action: 'REJECT',
      redirect_url: null,
    });
    await t.demo.ok('DELETE', `${LB}/listeners/${listener.id}`);
    t.pass(CHANGE);
    expect((await t.demo.send('GET', `${LB}/l7policies/${first.id}`)).status).toBe(404);
    expect((await t.demo.send('DELETE', `${LB}/pools/${pool.id}`)).status).toBe(204);
  });

  it('are found by name, tags and state, in pages; what they do not have is refused', async () => {
    await poolOn(lb, { name: 'a', tags: ['red'] });
    await poolOn(lb, { name: 'b', tags: ['red', 'blue'], admin_state_up: false });
    const names = async (query: string): Promise<string[]> =>
      (await t.demo.get(`${LB}/pools?loadbalancer_id=${lb}&${query}`)).pools.map((each: { name: string }) => each.name);
    expect(await names('name=a')).toEqual(['a']);
    expect(await names('tags=red,blue')).toEqual(['b']);
    expect(await names('not-tags=blue')).toEqual(['a']);
    expect(await names('admin_state_up=false')).toEqual(['b']);
    expect(await names('provisioning_status=ACTIVE')).toEqual(['a', 'b']);
    expect(await names('sort_key=name&sort_dir=desc')).toEqual(['b', 'a']);
    expect((await refused('GET', 'pools?colour=red'))[0]).toBe(400);
    const page = await t.demo.get(`${LB}/pools?loadbalancer_id=${lb}&limit=1`);
    expect(page.pools).toHaveLength(1);
    const next = new URL(page.pools_links[0].href);
    const last = await t.demo.get(`${next.pathname}${next.search}`);
    expect([last.pools[0].name, last.pools_links]).toEqual(['b', []]);
  });

  it('belong to the project of their balancer, and others may not touch them', async () => {
    const pool = await poolOn(lb);
    const denied = [403, 'Policy does not allow this request to be performed.'];
    expect(await refused('GET', `pools/${pool.id}`, undefined, other)).toEqual(denied);
    expect(await refused('DELETE', `loadbalancers/${lb}`, undefined, other)).toEqual(denied);
    expect(await refused('GET', `pools/${pool.id}/members`, undefined, other)).toEqual(denied);
    expect((await other.get(`${LB}/pools`)).pools).toEqual([]);
    expect(await refused('GET', `pools?project_id=${t.project}`, undefined, other)).toEqual(denied);
    expect((await t.admin.get(`${LB}/pools?project_id=${t.project}&name=${pool.name}`)).pools).not.toEqual([]);
    const { listener } = await t.admin.post(`${LB}/listeners`, {
      listener: { loadbalancer_id: lb, protocol: 'TCP', protocol_port: 22 },
    });
    expect(listener.project_id).toBe(t.project);
  });
});

it('says no and leaves out as the real one does', async () => {
  const { id: lb } = await balancer();
  const pool = await poolOn(lb);
  expect(pool).not.toHaveProperty('healthmonitor_id');
  const member = { address: '169.254.169.254', protocol_port: 80 };
  expect(await refused('POST', `pools/${pool.id}/members`, { member })).toEqual([
    400,
    '169.254.169.254 is not a valid option for member address',
  ]);
  const listener = { loadbalancer_id: lb, protocol: 'HTTP', protocol_port: 80, insert_headers: { Colour: 'red' } };
  expect(await refused('POST', 'listeners', { listener })).toEqual([
    400,
    "['Colour'] is not a valid option for insert_headers",
  ]);
});

describe('what administrators offer', () => {
  it('flavors and zones with profiles, held while in use', async () => {
    const profile = { name: 'single', provider_name: 'amphora', flavor_data: '{"loadbalancer_topology": "SINGLE"}' };
    expect((await refused('POST', 'flavorprofiles', { flavorprofile: profile }))[0]).toBe(403);
    expect((await refused('GET', 'flavorprofiles'))[0]).toBe(403);
    const { flavorprofile } = await t.admin.post(`${LB}/flavorprofiles`, { flavorprofile: profile });
    expect(flavorprofile).toEqual({ ...profile, id: expect.any(String) });
    const bad = { flavorprofile: { ...profile, flavor_data: '{' } };
    expect(await refused('POST', 'flavorprofiles', bad, t.admin)).toEqual([
      400,
      '{ is not a valid option for flavor_data',
    ]);
    const foreign = { flavorprofile: { ...profile, flavor_data: '{"colour": "red"}' } };
    const answer = await t.admin.send('POST', `${LB}/flavorprofiles`, foreign);
    expect([answer.status, answer.body.faultstring]).toEqual([
      501,
      expect.stringContaining("Provider 'amphora' does not support a requested option"),
    ]);
    const { flavor } = await t.admin.post(`${LB}/flavors`, {
      flavor: { name: 'small', flavor_profile_id: flavorprofile.id },
    });
    expect((await t.demo.get(`${LB}/flavors`)).flavors).toEqual([
      { id: flavor.id, name: 'small', description: '', enabled: true, flavor_profile_id: flavorprofile.id },
    ]);
    const again = { flavor: { name: 'small', flavor_profile_id: flavorprofile.id } };
    expect(await refused('POST', 'flavors', again, t.admin)).toEqual([409, 'A flavor of small already exists.']);
    const inUse = [409, `Flavor Profile ${flavorprofile.id} is in use and cannot be modified.`];
    expect(await refused('DELETE', `flavorprofiles/${flavorprofile.id}`, undefined, t.admin)).toEqual(inUse);
    const lb = await balancer({ flavor_id: flavor.id });
    expect((await refused('DELETE', `flavors/${flavor.id}`, undefined, t.admin))[0]).toBe(409);
    await t.demo.ok('DELETE', `${LB}/loadbalancers/${lb.id}`);
    t.pass(CHANGE);
    await t.admin.ok('DELETE', `${LB}/flavors/${flavor.id}`);
    await t.admin.ok('DELETE', `${LB}/flavorprofiles/${flavorprofile.id}`);

    const { availability_zone_profile: zoneProfile } = await t.admin.post(`${LB}/availabilityzoneprofiles`, {
      availability_zone_profile: { name: 'p', provider_name: 'amphora', availability_zone_data: '{}' },
    });
    const { availability_zone } = await t.admin.post(`${LB}/availabilityzones`, {
      availability_zone: { name: 'az', availability_zone_profile_id: zoneProfile.id, enabled: false },
    });
    expect(availability_zone).not.toHaveProperty('id');
    expect((await t.demo.get(`${LB}/availabilityzones/az`)).availability_zone.enabled).toBe(false);
    const loadbalancer = { vip_subnet_id: subnet, availability_zone: 'az' };
    expect(await refused('POST', 'loadbalancers', { loadbalancer })).toEqual([
      400,
      'The selected availability_zone is not allowed in this deployment: az',
    ]);
    await t.admin.ok('PUT', `${LB}/availabilityzones/az`, { availability_zone: { enabled: true } });
    expect((await t.demo.get(`${LB}/availabilityzones/az`)).availability_zone).not.toHaveProperty('updated_at');
    await t.admin.ok('DELETE', `${LB}/availabilityzones/az`);
  });

  it('limits, which are kept to', async () => {
    const { id } = await balancer();
    expect((await refused('PUT', `quotas/${t.project}`, { quota: { pool: 0 } }))[0]).toBe(403);
    const changed = await t.admin.send('PUT', `${LB}/quotas/${t.project}`, { quota: { pool: 0, loadbalancer: 500 } });
    expect([changed.status, changed.body.quota]).toEqual([
      202,
      {
        load_balancer: 500,
        listener: -1,
        member: -1,
        pool: 0,
        health_monitor: -1,
        l7policy: -1,
        l7rule: -1,
      },
    ]);
    // Only a list has both spellings.
    expect((await t.admin.get(`${LB}/quotas`)).quotas[0]).toMatchObject({ load_balancer: 500, loadbalancer: 500 });
    const pool = { loadbalancer_id: id, protocol: 'HTTP', lb_algorithm: 'ROUND_ROBIN' };
    expect(await refused('POST', 'pools', { pool })).toEqual([403, 'Quota has been met for resources: Pool']);
    expect((await t.admin.send('DELETE', `${LB}/quotas/${t.project}`)).status).toBe(202);
    expect((await t.demo.get(`${LB}/quotas/${t.project}`)).quota.pool).toBe(-1);
  });
});

it('is in the catalogue, tells its versions and providers, and is inspected', async () => {
  const token = await login(t.base, passwordAuth('demo'));
  expect(token.tokenBody.catalog.map((entry: { type: string }) => entry.type)).toContain('load-balancer');
  const { versions } = await t.demo.get('/load-balancer/');
  expect(versions.at(-1)).toMatchObject({ id: 'v2.26', status: 'CURRENT' });
  expect((await t.demo.get('/load-balancer/v2.0/lbaas/providers')).providers[0].name).toBe('amphora');
  expect((await t.demo.send('GET', '/load-balancer/v2/octavia/amphorae')).status).toBe(403);
  await balancer();
  const [project] = t.cloud.inspect({ projectId: t.project }).projects;
  expect(project?.counts.loadbalancer).toBeGreaterThan(0);
});
