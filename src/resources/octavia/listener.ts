import { restType } from '../rest-type.ts';
import {
  checked,
  integer,
  list,
  of,
  oneOf,
  preset,
  range,
  ref,
  required,
  sentAs,
  since,
  text,
  update,
} from '../terms/index.ts';
import { octavia } from './profile.ts';
import { refuse } from './refuse.ts';
import { ADMIN_STATE_UP, DESCRIPTION, NAME, PROTOCOLS, TENANT_ID } from './terms.ts';

export const listener = restType({
  name: 'OS::Octavia::Listener',
  description: 'A listener: the protocol and port at which a load balancer takes connections.',
  ...since('10.0.0'),
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    allowed_cidrs: list(
      'Blocks from which connections are taken; all by default.',
      of('string', checked('net_cidr')),
      update,
      since('14.0.0'),
    ),
    connection_limit: integer('Most connections at once; -1: any number.', preset(-1), range(-1), update),
    default_pool: ref(
      'octavia.pool',
      'Name or id of the pool that takes what no policy sends elsewhere.',
      update,
      sentAs('default_pool_id'),
    ),
    default_tls_container_ref: text(
      'Reference of the container with the certificate that is shown by default.',
      update,
    ),
    description: DESCRIPTION,
    loadbalancer: ref('octavia.loadbalancer', 'Name or id of its load balancer.', required, sentAs('loadbalancer_id')),
    name: NAME,
    protocol: text('What it speaks.', required, oneOf(...PROTOCOLS)),
    protocol_port: integer('The port.', required, range(1, 65535)),
    sni_container_refs: list('References of the containers with certificates for further names.', update),
    tenant_id: TENANT_ID,
  },
  attributes: {
    default_pool_id: text('Id of its default pool.'),
    loadbalancers: list('Its load balancer, as a list of one map with its id.'),
  },
  rest: octavia('listener'),
  validate({ properties: { protocol, default_tls_container_ref: certificate } }) {
    if (protocol !== 'TERMINATED_HTTPS' || certificate !== null) return;
    refuse('Property default_tls_container_ref required when protocol is TERMINATED_HTTPS.');
  },
});
