/** Schema of OS::Heat::WaitConditionHandle. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Heat::WaitConditionHandle',
  className: 'HeatWaitConditionHandle',
  description: 'Takes the signals for which a wait condition waits.',
  support: { status: 'SUPPORTED', version: '2014.2' },
  properties: {
    signal_transport: {
      type: 'string',
      description: 'How signals come in.',
      default: 'TOKEN_SIGNAL',
      constraints: [
        {
          kind: 'allowed_values',
          values: ['CFN_SIGNAL', 'TEMP_URL_SIGNAL', 'HEAT_SIGNAL', 'NO_SIGNAL', 'ZAQAR_SIGNAL', 'TOKEN_SIGNAL'],
        },
      ],
      support: { status: 'SUPPORTED', version: '6.0.0' },
    },
  },
  attributes: {
    curl_cli: {
      type: 'string',
      description: 'Beginning of a curl command that signals; the data is to be added with `--data-binary`.',
      cache: 'none',
    },
    endpoint: {
      type: 'string',
      description: 'Address to which signals are sent, with transport TOKEN_SIGNAL.',
      cache: 'none',
    },
    signal: { type: 'string', description: 'All that is needed to signal, as JSON text.', cache: 'none' },
    token: { type: 'string', description: 'Token for the endpoint, with transport TOKEN_SIGNAL.', cache: 'none' },
  },
} satisfies Definition;
