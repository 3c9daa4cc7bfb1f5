import { restType } from '../rest-type.ts';
import {
  flag,
  list,
  map,
  oneOf,
  preset,
  ref,
  required,
  sentAs,
  since,
  text,
  uncached,
  update,
} from '../terms/index.ts';
import { octavia } from './profile.ts';
import { refuse } from './refuse.ts';
import { ADMIN_STATE_UP, DESCRIPTION, NAME, PROTOCOLS } from './terms.ts';

export const pool = restType({
  name: 'OS::Octavia::Pool',
  description: 'A pool: the servers among which a load balancer spreads connections.',
  ...since('10.0.0'),
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    description: DESCRIPTION,
    lb_algorithm: text(
      'How connections are spread.',
      required,
      oneOf('ROUND_ROBIN', 'LEAST_CONNECTIONS', 'SOURCE_IP', 'SOURCE_IP_PORT'),
      update,
    ),
    listener: ref('octavia.listener', 'Name or id of the listener whose default pool it is.', sentAs('listener_id')),
    loadbalancer: ref('octavia.loadbalancer', 'Name or id of its load balancer.', sentAs('loadbalancer_id')),
    name: NAME,
    protocol: text('What its members speak.', required, oneOf(...PROTOCOLS)),
    session_persistence: map('How connections of one client come to the same member.', update, {
      cookie_name: text('Name of the cookie, with APP_COOKIE.'),
      type: text('By what a client is known.', required, oneOf('SOURCE_IP', 'HTTP_COOKIE', 'APP_COOKIE')),
    }),
    tls_enabled: flag('Whether connections to its members are encrypted.', preset(false), since('14.0.0'), update),
  },
  attributes: {
    healthmonitor_id: text('Id of its health monitor.'),
    listeners: text('Its listeners.'),
    members: list('Its members.', uncached),
  },
  rest: octavia('pool'),
  needsOneOf: [['listener', 'loadbalancer']],
  validate({ properties: { session_persistence: persistence } }) {
    if (persistence?.type === 'APP_COOKIE' && !persistence.cookie_name && persistence.cookie_name !== undefined) {
      refuse('Property cookie_name is required when session_persistence type is set to APP_COOKIE.');
    }
    if (persistence?.type === 'SOURCE_IP' && persistence.cookie_name) {
      refuse('Property cookie_name must NOT be specified when session_persistence type is set to SOURCE_IP.');
    }
  },
});
