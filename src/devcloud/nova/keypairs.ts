/** Key pairs of users, and server groups of projects. */
import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { ApiError, badRequest, conflict, notFound } from '../http/api-error.ts';
import { type Fields, flag, list, maybeText, record, text } from '../http/fields.ts';
import { paginate } from '../http/paging.ts';
import type { Reply } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import type { Keypair, ServerGroup } from './model.ts';

export const keypairRoutes: readonly Route[] = [
  ['GET', '/os-keypairs', listKeypairs],
  ['POST', '/os-keypairs', createKeypair],
  ['GET', '/os-keypairs/{name}', showKeypair],
  ['DELETE', '/os-keypairs/{name}', deleteKeypair],
  ['GET', '/os-server-groups', listGroups],
  ['POST', '/os-server-groups', createGroup],
  [
    'GET',
    '/os-server-groups/{id}',
    (call) => ({ status: 200, body: { server_group: showGroup(call, findGroup(call)) } }),
  ],
  ['DELETE', '/os-server-groups/{id}', deleteGroup],
];

const show = (call: Call, item: Keypair): Fields => ({
  name: item.name,
  public_key: item.public_key,
  fingerprint: item.fingerprint,
  ...(call.minor >= 2 && { type: item.type }),
});

const userOf = (call: Call): string => (call.isAdmin && call.query.get('user_id')) || call.auth.userId;

function find(call: Call): Keypair {
  const item = call.cloud.nova.model.keypairs.get(`${userOf(call)}/${call.param('name')}`);
  if (!item) throw notFound(`Keypair ${call.param('name')} not found for user ${userOf(call)}`);
  return item;
}

function listKeypairs(call: Call): Reply {
  const items = call.cloud.nova.model.keypairs.by('user', userOf(call)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = paginate(call, items, (item) => item.name, 1000);
  return {
    status: 200,
    body: {
      keypairs: page.items.map((item) => ({ keypair: show(call, item) })),
      ...(page.next && { keypairs_links: [{ rel: 'next', href: page.next }] }),
    },
  };
}

async function createKeypair(call: Call): Promise<Reply> {
  const body = call.json1('keypair');
  const name = text(body.name);
  if (!name || name.length > 255) throw badRequest(`Invalid input for field/attribute name. Value: ${name}.`);
  const userId = (call.isAdmin && maybeText(body.user_id)) || call.auth.userId;
  const { keypairs } = call.cloud.nova.model;
  const id = `${userId}/${name}`;
  const taken = (): void => {
    if (keypairs.has(id)) throw conflict(`Key pair '${name}' already exists.`);
  };
  taken();
  if (call.cloud.quotas.exceeded(call.projectId, 'key_pairs', keypairs.count('user', userId))) {
    throw new ApiError(403, 'Quota exceeded, too many key pairs.');
  }
  const given = maybeText(body.public_key)?.trim();
  const generated = given === undefined ? await generate() : undefined;
  // Generating took a while; another request may have taken the name.
  taken();
  const publicKey = given ?? generated?.publicKey ?? '';
  const blob = /^(ssh-|ecdsa-)\S+\s+([A-Za-z0-9+/=]+)/.exec(publicKey)?.[2];
  const type = text(body.type, 'ssh');
  if (type === 'ssh' && !blob) throw badRequest('Keypair data is invalid: failed to generate fingerprint');
  const fingerprint = createHash('md5')
    .update(Buffer.from(blob ?? publicKey, 'base64'))
    .digest('hex')
    .replace(/(..)(?!$)/g, '$1:');
  const item = keypairs.insert({
    id,
    name,
    user_id: userId,
    type,
    public_key: publicKey,
    fingerprint,
    created_at: call.now(),
  });
  return {
    status: call.minor >= 2 ? 201 : 200,
    body: {
      keypair: { ...show(call, item), user_id: userId, ...(generated && { private_key: generated.privateKey }) },
    },
  };
}

const generateKeys = promisify(generateKeyPair);

async function generate(): Promise<{ publicKey: string; privateKey: string }> {
  const { publicKey, privateKey } = await generateKeys('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const part = (data: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 0]).fill(0), data]);
  const field = (data: Buffer): Buffer => {
    const packed = part(data);
    packed.writeUInt32BE(data.length);
    return packed;
  };
  const number = (base64: string): Buffer => {
    const raw = Buffer.from(base64, 'base64url');
    return (raw[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), raw]) : raw;
  };
  const blob = Buffer.concat([field(Buffer.from('ssh-rsa')), field(number(e)), field(number(n))]);
  return {
    publicKey: `ssh-rsa ${blob.toString('base64')} Generated-by-Nova`,
    privateKey: String(privateKey.export({ format: 'pem', type: 'pkcs1' })),
  };
}

function showKeypair(call: Call): Reply {
  const item = find(call);
  return {
    status: 200,
    body: {
      keypair: {
        ...show(call, item),
        user_id: item.user_id,
        id: 1,
        created_at: isoMicros(item.created_at),
        deleted: false,
        deleted_at: null,
        updated_at: null,
      },
    },
  };
}
function deleteKeypair(call: Call): Reply {
  call.cloud.nova.model.keypairs.remove(find(call).id);
  return { status: call.minor >= 2 ? 204 : 202 };
}

function showGroup(call: Call, group: ServerGroup): Fields {
  const minor = call.minor;
  return {
    id: group.id,
    name: group.name,
    ...(minor >= 64 ? { policy: group.policy, rules: group.rules } : { policies: [group.policy], metadata: {} }),
    members: call.cloud.nova.model.servers.by('group', group.id).map((server) => server.id),
    ...(minor >= 13 && { project_id: group.project_id, user_id: group.user_id }),
  };
}
function findGroup(call: Call): ServerGroup {
  const group = call.cloud.nova.model.serverGroups.get(call.param('id'));
  if (!group || !call.owns(group)) throw notFound(`Instance group ${call.param('id')} could not be found.`);
  return group;
}
function listGroups(call: Call): Reply {
  const { serverGroups } = call.cloud.nova.model;
  const all = call.isAdmin && flag(call.query.get('all_projects'));
  const items = all ? [...serverGroups.all()] : serverGroups.by('project', call.projectId);
  const page = paginate(call, items, (group) => group.id, 1000);
  return { status: 200, body: { server_groups: page.items.map((group) => showGroup(call, group)) } };
}
const POLICIES = ['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity'];
function createGroup(call: Call): Reply {
  const body = call.json1('server_group');
  const { serverGroups } = call.cloud.nova.model;
  const policy = maybeText(body.policy) ?? text(list(body.policies)[0]);
  if (!text(body.name)) throw badRequest("Invalid input for field/attribute name. 'name' is a required property");
  if (!POLICIES.includes(policy)) throw badRequest(`Invalid input for field/attribute policy. Value: ${policy}.`);
  if (call.cloud.quotas.exceeded(call.projectId, 'server_groups', serverGroups.count('project', call.projectId))) {
    throw new ApiError(403, 'Quota exceeded, too many server groups.');
  }
  const group = serverGroups.insert({
    id: uuid(),
    project_id: call.projectId,
    user_id: call.auth.userId,
    name: text(body.name),
    policy,
    rules: record(body.rules),
  });
  return { status: 200, body: { server_group: showGroup(call, group) } };
}
function deleteGroup(call: Call): Reply {
  const group = findGroup(call);
  for (const server of call.cloud.nova.model.servers.by('group', group.id)) {
    server.group_id = null;
    call.cloud.nova.model.servers.save(server);
  }
  call.cloud.nova.model.serverGroups.remove(group.id);
  return { status: 204 };
}
