/** The commands as a user runs them: processes of their own, against the dev cloud. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DevCloud, startDevCloud } from '../../src/devcloud/index.ts';

const NODE = fileURLToPath(new URL('../../node_modules/node/bin/node', import.meta.url));
const HEARTH = fileURLToPath(new URL('../../scripts/hearth.mjs', import.meta.url));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function start(
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const { PATH = '' } = process.env;
  const cwd = options.cwd ?? mkdtempSync(join(tmpdir(), 'hearth-cli-'));
  const child = spawn(NODE, [HEARTH, ...args], {
    cwd,
    // What a user keeps at home is none of the tests' business.
    env: { PATH, HOME: cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (text) => {
    out += text;
  });
  child.stderr?.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return { child, ended };
}

const hearth = (args: string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ended> =>
  start(args, options).ended;

describe('hearth', () => {
  it('explains itself, and refuses what it does not know', async () => {
    const help = await hearth(['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toContain('serve');
    const unknown = await hearth(['explode']);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain("unknown command 'explode'");
    const option = await hearth(['options']);
    expect(option.out).toContain('HEARTH_API_PORT');
  });

  it('says in a line what is wrong with the configuration', async () => {
    const { code, err } = await hearth(['migrate'], { env: { HEARTH_API_PORT: 'x' } });
    expect([code, err.trim()]).toEqual([1, 'hearth: HEARTH_API_PORT: api_port has to be a number ("x")']);
  });

  it.each([
    [['--port', '70000'], /^hearth: command line: api_port has to be at most 65535 \("70000"\)$/],
    [['--keystone-port', 'x'], /^hearth: command line: keystone-port has to be a number \("x"\)$/],
    [['--data-dir', 'file'], /^hearth: EEXIST: file already exists, mkdir '.*file'$/],
    [['--data-dir', 'garbled'], /^hearth: the database in garbled cannot be opened: file is not a database$/],
    [['--data-dir', 'broken'], /^hearth: the dev cloud in broken\/devcloud cannot be opened: file is not a database$/],
  ])('says in a line that it cannot begin with %j', async (flags, message) => {
    const cwd = mkdtempSync(join(tmpdir(), 'hearth-cli-'));
    writeFileSync(join(cwd, 'file'), '');
    mkdirSync(join(cwd, 'garbled'));
    writeFileSync(join(cwd, 'garbled', 'hearth.db'), 'no database');
    mkdirSync(join(cwd, 'broken', 'devcloud'), { recursive: true });
    writeFileSync(join(cwd, 'broken', 'devcloud', 'devcloud.sqlite'), 'no database');
    const any = ['--port', '0', '--cfn-port', '0', '--keystone-port', '0'];
    const { code, out, err } = await hearth(['dev', '--once', ...any, ...flags], { cwd });
    expect([code, out, err.trim()]).toEqual([1, '', expect.stringMatching(message)]);
  });

  it('migrates and purges', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'hearth-cli-'));
    expect(await hearth(['migrate'], { cwd })).toMatchObject({ code: 0, out: 'The SQLite database is up to date.\n' });
    expect(await hearth(['purge-deleted', '0', '-g', 'seconds'], { cwd })).toMatchObject({
      code: 0,
      out: '0 deleted stacks are gone for good.\n',
    });
    const refused = await hearth(['purge-deleted', '1', '-g', 'centuries'], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('centuries');
  });
});

describe('hearth dev', () => {
  it('makes the sample stack, finds it again, and ends in good order', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'hearth-dev-'));
    const flags = ['dev', '--instant', '--port', '0', '--keystone-port', '0'];
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const first = await hearth([...flags, '--cfn-port', String(port), '--once'], { cwd });
    other.close();
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(new RegExp(`Port ${port} is taken; the CloudFormation API has \\d+\\.`));
    expect(first.out).toContain('servers.2.attachment CREATE_COMPLETE');
    expect(first.out).toContain('The stack hello-hearth is there. Its outputs:');
    expect(first.out).toMatch(/ address +172\.24\./);
    const { child, ended } = start(flags, { cwd });
    let seen = '';
    await new Promise<void>((resolve) =>
      child.stdout?.on('data', (text) => {
        seen += text;
        if (seen.includes('Ctrl-C')) resolve();
      }),
    );
    expect(seen).toContain('The stack hello-hearth is still there.');
    expect(seen).toMatch(/export OS_AUTH_URL=http:\/\/127\.0\.0\.1:\d+\/v3/);
    const second = await hearth(flags, { cwd });
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/^hearth: the database in .hearth cannot be opened: The data directory .* is in use/);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, err: '' });
  }, 60_000);
});

describe('hearth serve', () => {
  it('serves until it is told to stop', async () => {
    const cloud = await startDevCloud();
    const env = { ...cloud.environment('heat'), HEARTH_METRICS: 'true' };
    const { child, ended } = start(['serve', '--port', '0'], { env });
    let log = '';
    const url = await new Promise<string>((resolve) =>
      child.stderr?.on('data', (text) => {
        log += text;
        const found = /"url":"([^"]+)"/.exec(log)?.[1];
        if (found !== undefined) resolve(found);
      }),
    );
    expect((await fetch(url)).status).toBe(300);
    expect(await (await fetch(`${url}/healthcheck`)).text()).toBe('OK');
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('hearth_engine_owned 0');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, out: '' });
    await cloud.close();
  }, 30_000);

  it('can be watched in any role, also without an API', async () => {
    const cloud = await startDevCloud();
    const env = cloud.environment('heat');
    const { child, ended } = start(['serve', '--engine', '--monitor', '127.0.0.1:0'], { env });
    let log = '';
    const url = await new Promise<string>((resolve) =>
      child.stderr?.on('data', (text) => {
        log += text;
        const found = /"url":"([^"]+)","msg":"the monitor listens"/.exec(log)?.[1];
        if (found !== undefined) resolve(found);
      }),
    );
    expect(log).not.toContain('API listens');
    expect(await (await fetch(`${url}/healthcheck`)).text()).toBe('OK');
    const figures = await (await fetch(`${url}/metrics`)).text();
    for (const line of [
      'hearth_queue_operations 0',
      'hearth_queue_oldest_seconds 0',
      'hearth_engine_waits 0',
      '# TYPE hearth_store_batch_commits histogram',
      '# TYPE hearth_operation_seconds histogram',
    ]) {
      expect(figures).toContain(line);
    }
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, out: '' });
    await cloud.close();
  }, 30_000);

  it('says what is missing', async () => {
    const { code, err } = await hearth(['serve']);
    expect([code, err.trim()]).toEqual([
      1,
      'hearth: Missing required credential: auth_url. Set the OS_* variables or name a cloud of clouds.yaml.',
    ]);
  });
});

describe('solo', () => {
  let cloud: DevCloud;
  let cwd: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    cloud = await startDevCloud();
    cwd = mkdtempSync(join(tmpdir(), 'hearth-solo-'));
    env = cloud.environment('demo');
    const text = (name: string): string => `heat_template_version: 2021-04-16
parameters: {name: {type: string, default: ${name}}}
resources:
  net: {type: OS::Neutron::Net, properties: {name: {get_param: name}}}
outputs: {name: {value: {get_attr: [net, name]}}}
`;
    writeFileSync(join(cwd, 'one.yaml'), text('first'));
    writeFileSync(join(cwd, 'two.yaml'), text('second').replaceAll('net', 'other'));
  });
  afterAll(() => cloud.close());

  it('makes, shows, changes and deletes a stack with nothing but a cloud', async () => {
    const run = (...args: string[]): Promise<Ended> => hearth(args, { cwd, env });
    const plan = await run('plan', 'web', 'one.yaml');
    expect(plan).toMatchObject({ code: 0, out: '  + net  OS::Neutron::Net: is new\n1 to create.\n' });
    const up = await run('up', 'web', 'one.yaml', '-P', 'name=given', '--yes');
    expect(up).toMatchObject({ code: 0, out: '  name  given\n' });
    expect(await run('status')).toMatchObject({ code: 0, out: expect.stringMatching(/^web +CREATE_COMPLETE/) });
    const status = await run('status', 'web', '--json');
    expect(JSON.parse(status.out)).toEqual({ name: 'given' });
    const refused = await run('up', 'web', 'two.yaml');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('say --yes to go on.') });
    expect(refused.err).toContain('1 resource will be deleted or replaced. Go on?');
    expect(await run('up', 'web', 'two.yaml', '--yes')).toMatchObject({ code: 0, out: '  name  second\n' });
    expect(await run('down', 'web', '--yes')).toMatchObject({ code: 0 });
    expect(await run('down', 'web', '--yes')).toMatchObject({ code: 1, err: 'There is no stack web.\n' });
    const left = cloud.inspect({ projectId: cloud.projectId('demo'), objects: true });
    expect(JSON.stringify(left)).not.toContain('given');
  }, 90_000);

  it('asks before it makes something, too, and not where there is nothing to do', async () => {
    const run = (...args: string[]): Promise<Ended> => hearth(args, { cwd, env });
    const refused = await run('up', 'asked', 'one.yaml');
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Go on? There is no terminal') });
    expect(await run('status', 'asked')).toMatchObject({ code: 1 });
    await run('up', 'asked', 'one.yaml', '--yes');
    expect(await run('up', 'asked', 'one.yaml')).toMatchObject({
      code: 0,
      err: expect.stringContaining('Nothing to do, 1 unchanged.'),
    });
    await run('down', 'asked', '--yes');
  }, 90_000);

  it('finds its stacks again from any directory, and shows them with their ids', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'hearth-elsewhere-'));
    const at = { ...env, HEARTH_STATE_DIR: mkdtempSync(join(tmpdir(), 'hearth-state-')), NO_COLOR: '1' };
    writeFileSync(join(cwd, 'values.yaml'), 'parameters: {name: from-file}\n');
    const request = ['web', 'one.yaml', '-e', 'values.yaml', '-P', 'name=from-flag', '--yes'];
    // What is named on the command line has the last word.
    expect(await hearth(['up', ...request], { cwd, env: at })).toMatchObject({ code: 0, out: '  name  from-flag\n' });
    const status = await hearth(['status', 'web'], { cwd: elsewhere, env: at });
    const [{ objects = {} } = {}] = cloud.inspect({ projectId: cloud.projectId('demo'), objects: true }).projects;
    const net = (objects.network as { id: string; name: string }[]).find(({ name }) => name === 'from-flag');
    expect(status.code).toBe(0);
    expect(status.out).toContain(`✔ net  OS::Neutron::Net  ${net?.id}`);
    expect(status.out).toMatch(/^web {2}CREATE_COMPLETE .*\n {2}id [\da-f-]{36}\n/);
    // Another user of the cloud has stacks of his own.
    const other = { ...cloud.environment('admin'), HEARTH_STATE_DIR: at.HEARTH_STATE_DIR };
    expect((await hearth(['status'], { cwd, env: other })).out).toBe('There are no stacks.\n');
    for (const folder of readdirSync(at.HEARTH_STATE_DIR)) {
      const path = join(at.HEARTH_STATE_DIR, folder);
      expect(statSync(path).mode & 0o077).toBe(0);
      expect(statSync(join(path, 'hearth.holder')).mode & 0o077).toBe(0);
    }
    await hearth(['down', 'web', '--yes'], { cwd: elsewhere, env: at });
  }, 90_000);

  it('is read while another command works, and told who it is; Ctrl-C leaves something to go on with', async () => {
    const at = { ...env, HEARTH_STATE_DIR: mkdtempSync(join(tmpdir(), 'hearth-state-')) };
    const run = (...args: string[]): Promise<Ended> => hearth(args, { cwd, env: at });
    const networks = () =>
      cloud.inspect({ projectId: cloud.projectId('demo'), objects: true }).projects[0]?.objects?.network;
    const others = networks()?.length ?? 0;
    writeFileSync(
      join(cwd, 'waits.yaml'),
      `heat_template_version: 2021-04-16
resources:
  net: {type: OS::Neutron::Net}
  slow: {type: OS::Heat::TestResource, properties: {action_wait_secs: {create: 600}}, depends_on: net}
`,
    );
    const { child, ended } = start(['up', 'long', 'waits.yaml', '--yes'], { cwd, env: at });
    await new Promise<void>((resolve) =>
      child.stderr?.on('data', (text) => {
        if (String(text).includes('slow CREATE_IN_PROGRESS')) resolve();
      }),
    );
    expect((await run('status', 'long')).out).toMatch(/^long {2}CREATE_IN_PROGRESS {2}for \d+ s\n/);
    expect(await run('plan', 'long', 'one.yaml')).toMatchObject({ code: 0, err: '' });
    const second = await run('up', 'other', 'one.yaml', '--yes');
    expect(second.code).toBe(1);
    expect(second.err).toMatch(new RegExp(`is in use by \`hearth up long\` \\(process \\d+ on \\S+, since `));
    child.kill('SIGINT');
    const interrupted = await ended;
    expect(interrupted.code).toBe(130);
    expect(interrupted.err).toMatch(/Stopped\. What was under way is kept: .*\n$/);
    const before = networks();
    expect(before).toHaveLength(others + 1);
    // The next one goes on: nothing is made twice.
    writeFileSync(
      join(cwd, 'waits.yaml'),
      'heat_template_version: 2021-04-16\nresources:\n  net: {type: OS::Neutron::Net}\n',
    );
    expect(await run('up', 'long', 'waits.yaml', '--yes')).toMatchObject({ code: 0 });
    expect(networks()).toEqual(before);
    expect(await run('down', 'long', '--yes')).toMatchObject({ code: 0 });
  }, 120_000);

  it('ends with a sentence when it is stopped before it asked for anything', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v3`;
    const { child, ended } = start(['up', 'web', 'one.yaml', '--yes'], { cwd, env: { ...env, OS_AUTH_URL: url } });
    await once(silent, 'connection');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, out: '', err: 'Stopped. Nothing was changed.\n' });
    silent.close();
  }, 30_000);

  it('shows an error at its place in the file, also in one that another names', async () => {
    writeFileSync(
      join(cwd, 'bad.yaml'),
      'heat_template_version: 2021-04-16\nresources:\n  web:\n    type: OS::Nova::Sever\n',
    );
    writeFileSync(
      join(cwd, 'outer.yaml'),
      'heat_template_version: 2021-04-16\nresources:\n  inner: {type: bad.yaml}\n',
    );
    const place = 'error[unknown-resource-type] bad.yaml:4:11\n';
    const spot = '\n  4 |     type: OS::Nova::Sever\n    |           ^^^^^^^^^^^^^^^\n';
    for (const command of ['plan', 'up']) {
      for (const template of ['bad.yaml', 'outer.yaml']) {
        const { code, out, err } = await hearth([command, 'bad', template], { cwd, env });
        expect([code, out, err]).toEqual([1, '', expect.stringContaining(place)]);
        expect(err).toContain(spot);
      }
    }
    writeFileSync(join(cwd, 'torn.yaml'), 'a: [\n');
    expect((await hearth(['plan', 'bad', 'torn.yaml'], { cwd, env })).err).toMatch(
      /^error\[invalid-yaml\] torn.yaml:2:1\n/,
    );
  }, 60_000);

  it('is told by the doctor that there is nothing yet, which makes nothing', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'hearth-doctor-'));
    const { out } = await hearth(['doctor', '--json'], { cwd: empty, env });
    const findings = JSON.parse(out) as { check: string; state: string; says: string }[];
    expect(findings.find(({ check }) => check === 'database')).toMatchObject({
      state: 'doubtful',
      says: expect.stringContaining('the first start makes'),
    });
    expect(readdirSync(empty)).toEqual([]);
    rmSync(empty, { recursive: true });
  }, 60_000);

  it('is told what the doctor sees', async () => {
    await hearth(['migrate'], { cwd, env });
    const { code, out } = await hearth(['doctor', '--json'], { cwd, env });
    const findings = JSON.parse(out) as { check: string; state: string }[];
    const states = Object.fromEntries(findings.map(({ check, state }) => [check, state]));
    expect(states).toEqual({
      node: 'good',
      configuration: 'good',
      policies: 'good',
      database: 'good',
      keys: 'good',
      engines: 'good',
      credentials: 'good',
      keystone: 'good',
      tokens: 'doubtful',
      'stack domain': 'doubtful',
      services: 'good',
      endpoint: 'doubtful',
    });
    expect(code).toBe(0);
    const wrong = await hearth(['doctor'], { cwd, env: { ...env, OS_PASSWORD: 'wrong' } });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/✖ keystone/);
    expect(wrong.out + wrong.err).not.toContain('OS_PASSWORD');
  }, 60_000);
});
