import { restType } from '../rest-type.ts';
import { integer, list, oneOf, range, ref, required, sentAs, since, text, update } from '../terms/index.ts';
import { octavia } from './profile.ts';
import { ADMIN_STATE_UP, TENANT_ID } from './terms.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'OPTIONS', 'CONNECT', 'PATCH'] as const;

export const healthMonitor = restType({
  name: 'OS::Octavia::HealthMonitor',
  description: 'A health monitor: asks the members of a pool how they are, and takes out those that do not answer.',
  ...since('10.0.0'),
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    delay: integer('Seconds between two questions.', required, range(0), update),
    expected_codes: text('Status codes of good answers, e.g. `200`, `200,202` or `200-204`.', update),
    http_method: text('Method of the question, with HTTP.', oneOf(...METHODS), update),
    max_retries: integer('Answers in a row that change what is thought of a member.', required, range(1, 10), update),
    pool: ref('octavia.pool', 'Name or id of the pool.', required, sentAs('pool_id')),
    tenant_id: TENANT_ID,
    timeout: integer('Seconds to wait for an answer.', required, range(0), update),
    type: text('How it asks.', required, oneOf('PING', 'TCP', 'HTTP', 'HTTPS', 'UDP-CONNECT')),
    url_path: text('Path that it asks for, with HTTP.', update),
  },
  attributes: { pools: list('Its pool, as a list of one map with its id.') },
  // Heat gives monitors no name; here it is by its name that a monitor is found again.
  rest: octavia('healthmonitor'),
  marker: { mark: 'name' },
});
