/** Properties of a port that a server may also give to one that is made for it. */
import { checked, flag, list, oneOf, preset, required, sentAs, since, text, unsent, update } from '../terms/index.ts';
import { VALUE_SPECS } from './terms.ts';

export const PORT_EXTRA = {
  admin_state_up: flag('Whether the port is administratively up.', preset(true), update),
  allowed_address_pairs: list('Further addresses from which the port may send.', update, {
    ip_address: text('Address or CIDR of the pair.', required, checked('ip_or_cidr')),
    mac_address: text("MAC address of the pair; the port's own unless given.", checked('mac_addr')),
  }),
  'binding:vnic_type': text(
    'Kind of virtual or physical network card that the port asks for.',
    preset('normal'),
    oneOf('normal', 'direct', 'macvtap', 'direct-physical', 'baremetal', 'virtio-forwarder', 'smart-nic'),
    update,
    since('2015.1'),
  ),
  mac_address: text('MAC address for the port; Neutron chooses one otherwise.', checked('mac_addr')),
  no_fixed_ips: flag('True: the port gets no address at all.', preset(false), update, since('16.0.0'), unsent),
  port_security_enabled: flag(
    'Whether address spoofing rules and security groups apply to the port.',
    update,
    since('5.0.0'),
  ),
  propagate_uplink_status: flag('Whether the port follows the link state of its uplink.', update, since('15.0.0')),
  qos_policy: text(
    'Name or id of the quality-of-service policy of the port.',
    checked('neutron.qos_policy'),
    update,
    since('6.0.0'),
    sentAs('qos_policy_id'),
  ),
  value_specs: VALUE_SPECS,
};
