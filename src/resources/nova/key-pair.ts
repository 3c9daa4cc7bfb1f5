import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { unlessGone } from '../deletion.ts';
import { nameGoesOver } from '../handover.ts';
import { timeOf } from '../marker.ts';
import { ownType } from '../own-type.ts';
import { flag, length, oneOf, preset, ref, required, secret, since, text, uncached } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';

interface KeyPair {
  name: string;
  public_key: string;
  private_key?: string;
  fingerprint: string;
  created_at?: string;
}

const PRIVATE = 'private_key';
/** Kinds of keys since 2.2, other users' since 2.10. Since 2.92 Nova makes no keys itself. */
const version = ({ user, type }: ResourceOperation['properties']) => (user ? '2.10' : type ? '2.2' : undefined);

/** The name is the id. */
export const keyPair = ownType({
  name: 'OS::Nova::KeyPair',
  description: 'An SSH key pair. Nova makes one, or takes the public key given.',
  ...since('2014.1'),
  properties: {
    name: text('Name of the key pair.', required, length(1, 255)),
    public_key: text('Public key to register. Left open, a pair is made.'),
    save_private_key: flag(
      'Whether the private key that Nova makes is kept, so that `private_key` can be read.',
      preset(false),
    ),
    type: text('Kind of the key: `ssh` or `x509`.', oneOf('ssh', 'x509'), since('8.0.0')),
    user: ref('keystone.user', 'Name or id of the user to whom it belongs; for administrators.', since('9.0.0')),
  },
  attributes: {
    private_key: text('The private key, if it was made here and kept.', secret, uncached),
    public_key: text('The public key.'),
  },
  service: 'compute',
  async create(op) {
    const { name, public_key, type, user, save_private_key: save } = op.properties;
    const keypair = {
      name,
      ...(public_key ? { public_key } : {}),
      ...(type ? { type } : {}),
      ...(user ? { user_id: user } : {}),
    };
    const microversion = version(op.properties);
    const { body } = await op.cloud.request<{ keypair: KeyPair }>('compute', {
      path: '/os-keypairs',
      body: { keypair },
      ...(microversion === undefined ? {} : { microversion }),
    });
    if (save && body.keypair.private_key) op.setData(PRIVATE, body.keypair.private_key);
    return body.keypair.name;
  },
  // A name exists once, so one made since the create began is its own. If Nova was to make the key, its private half is lost:
  // then it goes, and is made anew.
  async find(op) {
    const found = await show(op, op.properties.name);
    const since = op.begun - 120_000;
    if (found === null || !(timeOf(found.created_at) >= since)) return null;
    if ((await op.owned([found.name])).has(found.name)) return null;
    if (op.properties.public_key || !op.properties.save_private_key) return found.name;
    await remove(op, found.name);
    return null;
  },
  async delete(op) {
    if (op.physicalId !== null) await remove(op, op.physicalId);
  },
  async check(op) {
    if ((await show(op, op.physicalId ?? '')) === null) {
      throw new HeatError('NotFound', `The key pair ${op.physicalId} could not be found.`);
    }
  },
  async attribute(op, name) {
    if (name === 'private_key') return op.properties.save_private_key ? (op.data.get(PRIVATE) ?? '') : '';
    if (name === 'public_key' && op.properties.public_key) return op.properties.public_key;
    const found = op.physicalId === null ? null : await show(op, op.physicalId);
    if (name === 'show') return found as never;
    return found?.public_key ?? null;
  },
  handsOver: nameGoesOver('name'),
});

function address(op: ResourceOperation, name: string) {
  const { user } = op.properties;
  const microversion = version(op.properties);
  return {
    path: at`/os-keypairs/${name}`,
    ...(user ? { query: { user_id: String(user) } } : {}),
    ...(microversion === undefined ? {} : { microversion }),
  };
}

async function show(op: ResourceOperation, name: string): Promise<KeyPair | null> {
  const answer = await unlessGone(op.cloud.request<{ keypair: KeyPair }>('compute', address(op, name)));
  return answer?.body.keypair ?? null;
}

async function remove(op: ResourceOperation, name: string): Promise<void> {
  await unlessGone(op.cloud.request('compute', { method: 'DELETE', ...address(op, name) }));
}
