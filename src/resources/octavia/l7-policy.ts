import { HeatError } from '../../errors.ts';
import { restType } from '../rest-type.ts';
import { list, number, oneOf, range, ref, required, sentAs, since, text, update } from '../terms/index.ts';
import { octavia } from './profile.ts';
import { refuse } from './refuse.ts';
import { ADMIN_STATE_UP, NAME } from './terms.ts';

export const l7Policy = restType({
  name: 'OS::Octavia::L7Policy',
  description: 'A policy of a listener: what becomes of the requests that all of its rules match.',
  ...since('10.0.0'),
  properties: {
    action: text('What becomes of them.', required, oneOf('REJECT', 'REDIRECT_TO_POOL', 'REDIRECT_TO_URL'), update),
    admin_state_up: ADMIN_STATE_UP,
    description: text('Words about it.', update),
    listener: ref('octavia.listener', 'Name or id of its listener.', required, sentAs('listener_id')),
    name: NAME,
    position: number("Its place among the listener's policies, from 1.", range(1), update),
    redirect_pool: ref(
      'octavia.pool',
      'Name or id of the pool that takes them, with REDIRECT_TO_POOL.',
      update,
      sentAs('redirect_pool_id'),
    ),
    redirect_url: text('Address to which they are sent, with REDIRECT_TO_URL.', update),
  },
  attributes: { rules: list('Its rules, each a map with its id.') },
  rest: octavia('l7policy', { plural: 'l7policies' }),
  validate({ properties: { action, redirect_pool: pool, redirect_url: url } }) {
    if (action === 'REJECT' && (pool || url)) {
      refuse('Properties redirect_pool and redirect_url are not required when action type is set to REJECT.');
    }
    if (action === 'REDIRECT_TO_POOL') {
      if (url) throw dependency('redirect_url', 'REDIRECT_TO_URL');
      if (pool === null) refuse('Property redirect_pool is required when action type is set to REDIRECT_TO_POOL.');
    }
    if (action === 'REDIRECT_TO_URL') {
      if (pool) throw dependency('redirect_pool', 'REDIRECT_TO_POOL');
      if (url === null) refuse('Property redirect_url is required when action type is set to REDIRECT_TO_URL.');
    }
  },
});

function dependency(property: string, action: string): HeatError {
  const words = `${property} property should only be specified for action with value ${action}.`;
  return new HeatError('ResourcePropertyValueDependency', words);
}
