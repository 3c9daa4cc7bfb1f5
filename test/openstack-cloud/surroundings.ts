/**
 * The cloud under test and what it offers to a plain user: taken from the surroundings (`OS_CLOUD` with `clouds.yaml`, or the `OS_*`
 * variables), never assumed. Where the cloud lacks what a template needs, the run ends and says so: nothing is skipped.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import type { Cloud } from '../../src/openstack/cloud.ts';
import { authFromSurroundings } from '../../src/openstack/clouds-yaml.ts';
import type { ServiceType } from '../../src/openstack/services.ts';

type Row = Record<string, unknown> & { id: string; name: string };

export interface Offer {
  image: string;
  /** The two smallest flavors, by name. */
  flavors: [string, string];
  /** Network with floating IPs. */
  publicNet: { id: string; name: string };
  /** Network, and its subnet with a router to the public one, that the user may put servers in. */
  privateNet: { id: string; name: string; subnetId: string };
  /** Networks that a server without `networks` could mean. */
  usable: number;
}

export interface Credentials {
  user: AuthOptions;
  /** Hearth's own user: `HEARTH_TEST_SERVICE_USERNAME` and the like; without them the same user. */
  service: AuthOptions;
}

export function credentialsUnderTest(): Credentials {
  try {
    const user = authFromSurroundings();
    return { user, service: serviceUser(user) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`No OpenStack to test against: set OS_CLOUD or the OS_* variables. ${why}`, { cause: error });
  }
}

/** `HEARTH_TEST_SERVICE_X` stands for `OS_X`; what is not said is as the user's (address, region, certificates). */
function serviceUser(user: AuthOptions): AuthOptions {
  const prefix = 'HEARTH_TEST_SERVICE_';
  const given = Object.entries(process.env).filter(([name, value]) => name.startsWith(prefix) && value);
  if (given.length === 0) return user;
  const environment = Object.fromEntries(given.map(([name, value]) => [`OS_${name.slice(prefix.length)}`, value]));
  const base = { OS_AUTH_URL: user.authUrl, OS_REGION_NAME: user.region, OS_CACERT: user.cacert };
  return authFromSurroundings({ environment: { ...base, ...environment } });
}

/** `asked`: a path, with its query. */
export async function rows(cloud: Cloud, service: ServiceType, asked: string, member: string): Promise<Row[]> {
  const [path = '', query] = asked.split('?');
  const answer = await cloud.request<Record<string, Row[]>>(service, {
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
  });
  return answer.body[member] ?? [];
}

export async function offerOf(cloud: Cloud): Promise<Offer> {
  const [images, flavors, networks, subnets] = await Promise.all([
    rows(cloud, 'image', '/images?status=active', 'images'),
    rows(cloud, 'compute', '/flavors/detail', 'flavors'),
    rows(cloud, 'network', '/networks', 'networks'),
    rows(cloud, 'network', '/subnets?ip_version=4', 'subnets'),
  ]);
  const [image] = images.sort((a, b) => Number(a.size) - Number(b.size));
  const [small, larger] = flavors.sort((a, b) => Number(a.ram) - Number(b.ram) || Number(a.disk) - Number(b.disk));
  const publicNet = networks.find((network) => network['router:external'] === true);
  const inside = networks.filter((network) => network['router:external'] !== true);
  const own = inside.filter((network) => network.project_id === cloud.projectId);
  const privateNet = [...own, ...inside].find((network) => subnets.some(({ network_id: id }) => id === network.id));
  const subnet = subnets.find(({ network_id: id }) => id === privateNet?.id);
  const missing = Object.entries({ image, flavor: small, 'second flavor': larger, publicNet, privateNet });
  const lacking = missing.filter(([, found]) => found === undefined).map(([what]) => what);
  if (!image || !small || !larger || !publicNet || !privateNet || !subnet) {
    throw new Error(`The cloud does not offer this user what the templates need: ${lacking.join(', ')}`);
  }
  return {
    image: image.name,
    flavors: [small.name, larger.name],
    publicNet: { id: publicNet.id, name: publicNet.name },
    privateNet: { id: privateNet.id, name: privateNet.name, subnetId: subnet.id },
    usable: inside.length,
  };
}

/** Returns what removes it again. */
export async function makeKeyPair(cloud: Cloud, name: string): Promise<() => Promise<void>> {
  await cloud.request('compute', {
    method: 'POST',
    path: '/os-keypairs',
    body: { keypair: { name, public_key: sshKey() } },
  });
  return async () => {
    await cloud.request('compute', { method: 'DELETE', path: `/os-keypairs/${name}` });
  };
}

/** A public key in OpenSSH's form; its private half is thrown away. */
function sshKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const modulus = Buffer.concat([Buffer.from([0]), Buffer.from(n, 'base64url')]);
  const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), field(Buffer.from(e, 'base64url')), field(modulus)]);
  return `ssh-rsa ${blob.toString('base64')} hearth-test`;
}
