/** Schema of OS::Heat::Stack. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::Stack',
  className: 'RemoteStack',
  description: 'A stack in this cloud, another region or another cloud, driven through its orchestration service.',
  properties: {
    context: {
      type: 'map',
      description: 'Where the stack is to be.',
      updateAllowed: true,
      properties: {
        ca_cert: {
          type: 'string',
          description: 'Certificates to trust for the other cloud, in PEM.',
          updateAllowed: true,
          support: { status: 'SUPPORTED', version: '12.0.0' },
        },
        credential_secret_id: {
          type: 'string',
          description: 'Secret in the key manager with the credentials for another cloud.',
          updateAllowed: true,
          support: { status: 'SUPPORTED', version: '12.0.0' },
        },
        insecure: {
          type: 'boolean',
          description: "Whether the other cloud's certificate goes unchecked.",
          default: false,
          updateAllowed: true,
          support: { status: 'SUPPORTED', version: '12.0.0' },
        },
        region_name: { type: 'string', description: 'Region of the orchestration service.' },
      },
    },
    parameters: { type: 'map', description: 'Parameters of the stack.', default: {}, updateAllowed: true },
    template: { type: 'string', description: 'Template of the stack, as text.', required: true, updateAllowed: true },
    timeout: { type: 'integer', description: 'Minutes that its create may take.', updateAllowed: true },
  },
  attributes: {
    outputs: { type: 'map', description: 'Its outputs.', lives: true },
    stack_name: { type: 'string', description: 'Its name.' },
  },
} satisfies Definition;
