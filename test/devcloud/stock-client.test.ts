/** The unmodified `openstack` client, where it is installed, in one session of commands from create to delete. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startDevCloud } from '../../src/devcloud/index.ts';

const installed = spawnSync('openstack', ['--version']).status === 0;

it.skipIf(!installed)('creates, shows, uses and deletes', { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'devcloud-client-'));
  const cloud = await startDevCloud();
  const before = cloud.inspect({ projectId: cloud.projectId('demo') }).projects;
  const file = join(directory, 'file');
  await writeFile(file, 'some content\n');
  const commands = `network create net
subnet create --network net --subnet-range 10.0.0.0/24 subnet
router create router
router set --external-gateway public router
router add subnet router subnet
port create --network net --fixed-ip subnet=subnet,ip-address=10.0.0.77 port
security group create group
security group rule create --protocol tcp --dst-port 22 group
keypair create --public-key ${file}.pub key
floating ip create --port port public
volume create --size 1 volume
server create --flavor m1.nano --image cirros --network net --key-name key --security-group group --wait server
server add volume server volume
server show server -f json
server stop server
server start server
server reboot server
server remove volume server volume
server delete --wait server
volume snapshot create --volume volume snapshot
image create --disk-format qcow2 --container-format bare --file ${file} image
container create container
object create --name object container ${file}
object save --file ${file}.saved container object
loadbalancer create --name lb --vip-subnet-id subnet
loadbalancer listener create --name listener --protocol HTTP --protocol-port 80 lb
loadbalancer pool create --name pool --listener listener --protocol HTTP --lb-algorithm ROUND_ROBIN
loadbalancer member create --name member --address 10.0.0.50 --protocol-port 80 pool
loadbalancer member set --weight 5 pool member
loadbalancer healthmonitor create --name monitor --delay 5 --timeout 3 --max-retries 3 --type HTTP pool
loadbalancer l7policy create --name policy --action REJECT listener
loadbalancer l7rule create --type PATH --compare-type STARTS_WITH --value /x policy
loadbalancer status show lb
loadbalancer stats show lb -c bytes_in
loadbalancer provider list
loadbalancer flavor list
loadbalancer member delete pool member
loadbalancer delete --cascade lb
token issue
catalog list
flavor list
quota show
limits show --absolute
volume snapshot delete snapshot
object delete container object
container delete container
image delete image
volume delete volume
keypair delete key
floating ip unset --port 172.24.0.3
floating ip delete 172.24.0.3
port delete port
router remove subnet router subnet
router delete router
subnet delete subnet
network delete net
security group delete group
`;
  await writeFile(`${file}.pub`, `ssh-rsa ${Buffer.from('a key').toString('base64')} me\n`);
  const { PATH, HOME, LANG } = process.env;
  const client = spawn('openstack', [], {
    env: { PATH, HOME, LANG, NO_PROXY: '127.0.0.1', ...cloud.environment() },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  client.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  client.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  client.stdin.end(commands);
  await new Promise((resolve) => client.once('exit', resolve));
  expect(
    output.split('\n').filter((line) => /exception|error|failed|HTTP [45]|No .* found|usage:/i.test(line)),
  ).toEqual([]);
  expect(output).toContain('"status": "ACTIVE"');
  expect(await readFile(`${file}.saved`, 'utf8')).toBe('some content\n');
  expect(cloud.inspect({ projectId: cloud.projectId('demo') }).projects).toEqual(before);
  await cloud.close();
  await rm(directory, { recursive: true });
});
