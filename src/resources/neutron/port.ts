import { CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { conflict } from '../exclusive.ts';
import { NotNow } from '../not-now.ts';
import { restType } from '../rest-type.ts';
import { alike, given, waitsFor } from '../siblings.ts';
import {
  checked,
  deprecated,
  emptiedTo,
  flag,
  hidden,
  list,
  lives,
  map,
  oneOf,
  preset,
  ref,
  renamedTo,
  required,
  sentAs,
  since,
  text,
  unsent,
  update,
} from '../terms/index.ts';
import type { Properties, ResourceOperation, UpdateOperation } from '../type.ts';
import { PORT_EXTRA } from './port-extra.ts';
import { BUILT, collectionOf, neutron } from './profile.ts';
import { securityGroupIds } from './security-group-ids.ts';
import { subnet } from './subnet.ts';
import { NAME, TAGS, TOLD } from './terms.ts';

const rest = neutron('port');
const ADDRESSES = 'port_fip';
/** How long an address may still be another port's, in milliseconds. */
const PATIENCE_MS = 60_000;

export const port = restType({
  name: 'OS::Neutron::Port',
  description: 'A port: where a network card is plugged into a network, with its addresses.',
  properties: {
    ...PORT_EXTRA,
    device_id: text('Id of the device that uses it.', preset(''), update),
    device_owner: text('Kind of the device that uses it.', preset(''), update),
    dns_name: text('Host name of the port.', checked('dns_name'), update, since('7.0.0'), emptiedTo('')),
    fixed_ips: list('Addresses wanted. Left open, Neutron chooses.', update, {
      ip_address: text('The address.', checked('ip_addr')),
      subnet: ref('neutron.subnet', 'Name or id of the subnet.', since('2014.2'), sentAs('subnet_id')),
      subnet_id: renamedTo('subnet', 'Id of the subnet. Use `subnet`.', hidden('5.0.0', deprecated('2014.2'))),
    }),
    name: NAME,
    network: ref(
      'neutron.network',
      'Name or id of its network. All subnets of that network in the same stack come first.',
      required,
      since('2014.2'),
      sentAs('network_id'),
    ),
    network_id: renamedTo('network', 'Id of the network. Use `network`.', hidden('5.0.0', deprecated('2014.2'))),
    replacement_policy: text(
      'Whether any change replaces it, or only what cannot be done in place.',
      preset('AUTO'),
      oneOf('REPLACE_ALWAYS', 'AUTO'),
      update,
      hidden('9.0.0', deprecated('6.0.0', since('2014.2'))),
      unsent,
    ),
    security_groups: list(
      "Names or ids of its security groups. Left open, the project's default group; an empty list for none.",
      update,
    ),
    tags: TAGS,
  },
  attributes: {
    ...TOLD,
    allowed_address_pairs: list('Further addresses from which it may send.'),
    device_id: text('Device that uses it.', lives),
    device_owner: text('Kind of the device.', lives),
    dns_assignment: map('Names and addresses given to it by DNS integration.', lives, since('7.0.0')),
    fixed_ips: list('Its addresses, each with its subnet.', lives),
    mac_address: text('Its MAC address.'),
    network: map('The network, whole.', lives, since('11.0.0')),
    network_id: text('Its network.'),
    port_security_enabled: flag('Whether port security is on.', since('5.0.0')),
    propagate_uplink_status: flag('Whether it follows the link state of its uplink.', since('15.0.0')),
    qos_policy_id: text('Id of its quality-of-service policy.', since('6.0.0')),
    security_groups: list('Ids of its security groups.'),
    subnets: list('The subnets of its addresses, whole.', lives),
  },
  rest,
  status: BUILT,
  // Which subnet the port will get its address from is not known, so all of its network's come first.
  implicitDependencies: waitsFor({
    [subnet.name]: (self, other) => alike(given(self, 'network', 'network_id'), given(other, 'network', 'network_id')),
  }),
  mustReplace: (after) => after.replacement_policy === 'REPLACE_ALWAYS',
  validate({ properties }) {
    const { fixed_ips: wanted, no_fixed_ips: none } = properties;
    if (Array.isArray(wanted) && wanted.length > 0 && none === true) throw conflict('fixed_ips', 'no_fixed_ips');
  },
  body: async (op, body) => settle(op, body, op.properties),
  async changes(op, body) {
    await mergeBindingProfile(op, body);
    return settle(op, body, op.changes);
  },
  read: {
    async subnets({ cloud }, shown) {
      const subnets = await Promise.all(subnetsOf(shown).map((id) => cloud.observe(collectionOf('subnet'), id)));
      return subnets.filter((found) => found !== null) as Value[];
    },
    network: async ({ cloud }, { network_id: id }) =>
      (await cloud.observe(collectionOf('network'), String(id))) as Value,
  },
  // Its addresses go to the port that takes its place. Its MAC address stays with it, so it has to go first where that is wanted again.
  handsOver({ before, after }) {
    const wanted = addressesOf(after);
    const mac = before.mac_address && before.mac_address === after.mac_address ? [`address ${before.mac_address}`] : [];
    const shared = addressesOf(before).filter((address) => wanted.includes(address));
    const things = [...shared.map((address) => `address ${address}`), ...mac];
    return things.length === 0 ? null : { things, goesFirst: mac.length > 0 };
  },
  async beforeReplace(op) {
    if (op.physicalId === null) return;
    const shown = await op.cloud.observe(rest.collection, op.physicalId);
    if (shown === null) return;
    // Asked again after a crash, it may have none any more.
    const { fixed_ips: addresses } = shown;
    if (Array.isArray(addresses) && addresses.length > 0) op.setData(ADDRESSES, JSON.stringify(addresses));
    await op.save();
    await setAddresses(op, []);
  },
  async afterReplaceFailed(op) {
    const before = JSON.parse(op.data.get(ADDRESSES) ?? '[]') as Value[];
    if (before.length > 0 && op.physicalId !== null) {
      try {
        await setAddresses(op, before);
      } catch (error) {
        // The other one has not quite gone yet.
        throw error instanceof CloudError && error.conflict ? NotNow.because(error, PATIENCE_MS) : error;
      }
      op.setData(ADDRESSES, null);
    }
    return true;
  },
});

const addressesOf = ({ fixed_ips: given }: Properties): string[] =>
  maps(given).flatMap(({ ip_address: address }) => (address ? [String(address)] : []));

async function setAddresses(op: ResourceOperation, addresses: Value[]): Promise<void> {
  const body = { port: { fixed_ips: addresses } };
  await op.cloud.request('network', { method: 'PUT', path: at`/ports/${op.physicalId}`, body });
}

function subnetsOf(shown: ValueMap): string[] {
  const addresses = Array.isArray(shown.fixed_ips) ? shown.fixed_ips : [];
  return addresses.flatMap((address) => (isMap(address) && address.subnet_id ? [String(address.subnet_id)] : []));
}

/** Turns what is particular about ports into Neutron's form. `told` has the properties that are to be sent. */
async function settle(op: ResourceOperation | UpdateOperation, body: ValueMap, told: Properties): Promise<ValueMap> {
  const isUpdate = 'changed' in op;
  if (told.no_fixed_ips === true) body.fixed_ips = [];
  // An empty list would take the addresses away; for that there is no_fixed_ips.
  else if (maps(body.fixed_ips).length === 0) delete body.fixed_ips;
  if ('allowed_address_pairs' in body) body.allowed_address_pairs ??= [];
  if ('security_groups' in body) {
    const groups = body.security_groups ?? (isUpdate ? ['default'] : null);
    if (Array.isArray(groups)) body.security_groups = await securityGroupIds(op.cloud, groups);
    else delete body.security_groups;
  }
  return body;
}

/** Nova and drivers write into a port's binding profile too: only the keys that the template changed are changed. */
async function mergeBindingProfile(op: UpdateOperation, body: ValueMap): Promise<void> {
  const wanted = body['binding:profile'];
  if (!isMap(wanted) || op.physicalId === null) return;
  const shown = await op.cloud.observe(rest.collection, op.physicalId);
  const present = shown?.['binding:profile'];
  if (!isMap(present)) return;
  const specs = op.before.value_specs;
  const old = isMap(specs) && isMap(specs['binding:profile']) ? specs['binding:profile'] : {};
  const merged = { ...(present as ValueMap) };
  for (const [key, value] of Object.entries(wanted)) {
    if (JSON.stringify(value) === JSON.stringify(old[key])) continue;
    if (value === null) delete merged[key];
    else merged[key] = value;
  }
  body['binding:profile'] = merged;
}
