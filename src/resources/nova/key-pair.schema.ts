/** Schema of OS::Nova::KeyPair. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Nova::KeyPair',
  description: 'An SSH key pair. Nova makes one, or takes the public key given.',
  support: { status: 'SUPPORTED', version: '2014.1' },
  properties: {
    name: {
      type: 'string',
      description: 'Name of the key pair.',
      required: true,
      constraints: [{ kind: 'length', max: 255, min: 1 }],
    },
    public_key: { type: 'string', description: 'Public key to register. Left open, a pair is made.' },
    save_private_key: {
      type: 'boolean',
      description: 'Whether the private key that Nova makes is kept, so that `private_key` can be read.',
      default: false,
    },
    type: {
      type: 'string',
      description: 'Kind of the key: `ssh` or `x509`.',
      constraints: [{ kind: 'allowed_values', values: ['ssh', 'x509'] }],
      support: { status: 'SUPPORTED', version: '8.0.0' },
    },
    user: {
      type: 'string',
      description: 'Name or id of the user to whom it belongs; for administrators.',
      constraints: [{ kind: 'custom_constraint', name: 'keystone.user' }],
      support: { status: 'SUPPORTED', version: '9.0.0' },
    },
  },
  attributes: {
    private_key: {
      type: 'string',
      description: 'The private key, if it was made here and kept.',
      cache: 'none',
      secret: true,
    },
    public_key: { type: 'string', description: 'The public key.' },
  },
  translation: [{ rule: 'Resolve', path: ['user'], client: 'keystone', finder: 'get_user_id' }],
} satisfies Definition;
