import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { startDevCloud } from '../../src/devcloud/index.ts';
import { login, makeNetwork, passwordAuth, Session } from './session.ts';

const main = new URL('../../src/devcloud/main.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];
const directories: string[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const directory of directories) await rm(directory, { recursive: true, force: true });
});

const temporary = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'devcloud-'));
  directories.push(directory);
  return directory;
};

/** Starts main.ts; gives the process and the line that it prints when ready. */
async function start(options: unknown): Promise<{ child: ChildProcess; base: string }> {
  const child = spawn(process.execPath, [main, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  if (!child.stdout) throw new Error('no output');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, base: (JSON.parse(line) as { identityUrl: string }).identityUrl.slice(0, -3) };
}

it('everything that was acknowledged is there after a SIGKILL, and pending states go on', async () => {
  const dataDirectory = await temporary();
  const first = await start({ dataDirectory, delays: { volumeMs: 700, serverBuildMs: 100 } });
  const demo = await login(first.base, passwordAuth('demo'));
  const { network, subnet } = await makeNetwork(demo);
  const image = (await demo.get('/image/v2/images?name=cirros')).images[0].id;
  const project = demo.tokenBody.project.id;
  const server = (
    await demo.post('/compute/v2.1/servers', {
      server: { name: 's', flavorRef: '42', imageRef: image, networks: [{ uuid: network }] },
    })
  ).server.id;
  const { volume } = await demo.post(`/volume/v3/${project}/volumes`, { volume: { size: 1 } });
  await demo.send('PUT', `/object/v1/AUTH_${project}/c`);
  await demo.send('PUT', `/object/v1/AUTH_${project}/c/o`, 'content');
  const acknowledged: string[] = [];
  const writer = (async () => {
    for (;;) acknowledged.push((await demo.post('/network/v2.0/ports', { port: { network_id: network } })).port.id);
  })().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 250));
  first.child.kill('SIGKILL');
  await Promise.all([writer, once(first.child, 'exit')]);

  const second = await start({ dataDirectory });
  const again = new Session(second.base, demo.token);
  const ports = (await again.get('/network/v2.0/ports')).ports as { id: string; fixed_ips: { ip_address: string }[] }[];
  const ids = new Set(ports.map((port) => port.id));
  expect(acknowledged.length).toBeGreaterThan(5);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  const { port } = await again.post('/network/v2.0/ports', { port: { network_id: network } });
  expect(ports.some((old) => old.fixed_ips[0]?.ip_address === port.fixed_ips[0].ip_address)).toBe(false);
  expect((await again.send('GET', `/object/v1/AUTH_${project}/c/o`)).text).toBe('content');
  await expect
    .poll(async () => (await again.get(`/volume/v3/${project}/volumes/${volume.id}`)).volume.status, { timeout: 5000 })
    .toBe('available');
  expect((await again.get(`/compute/v2.1/servers/${server}`)).server).toMatchObject({ status: 'ACTIVE' });
  expect((await again.send('DELETE', `/network/v2.0/subnets/${subnet}`)).status).toBe(409);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});

it('takes another port when the wanted one is taken, and gives the variables to log in with', async () => {
  const first = await startDevCloud();
  const second = await startDevCloud({ port: first.port, passwords: { demo: 'other-password' } });
  expect(second.port).not.toBe(first.port);
  const env = second.environment();
  expect(env.OS_AUTH_URL).toBe(second.identityUrl);
  await login(
    second.identityUrl.slice(0, -3),
    passwordAuth(env.OS_USERNAME ?? '', env.OS_PROJECT_NAME, env.OS_PASSWORD),
  );
  expect(second.cloudsYaml()).toContain('password: "other-password"');
  await Promise.all([first.close(), second.close()]);
});

it('a cloud that is older than a service has it in the catalogue when it starts again', async () => {
  const dataDirectory = await temporary();
  const older = await startDevCloud({ dataDirectory });
  const admin = await login(older.identityUrl.slice(0, -3), passwordAuth('admin'));
  const [service] = (await admin.get('/v3/services?type=load-balancer')).services;
  await admin.ok('DELETE', `/v3/services/${service.id}`);
  await older.close();

  const newer = await startDevCloud({ dataDirectory });
  const base = newer.identityUrl.slice(0, -3);
  const { catalog } = (await login(base, passwordAuth('demo'))).tokenBody;
  const urls = (type: string) =>
    catalog
      .filter((entry: { type: string }) => entry.type === type)
      .flatMap((entry: { endpoints: { url: string }[] }) => entry.endpoints.map(({ url }) => url));
  expect(new Set(urls('load-balancer'))).toEqual(new Set([newer.endpoints['load-balancer']]));
  expect(urls('network')).toHaveLength(3);
  await newer.close();
});
