/** What Octavia needs of its neighbour Neutron: looks at what its callers may see, and ports for its addresses. */
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';

export interface VipPort {
  id: string;
  network_id: string;
  device_id: string;
  qos_policy_id: string | null;
  fixed_ips: { subnet_id: string; ip_address: string }[];
}
export interface VipSubnet {
  id: string;
  network_id: string;
  cidr: string;
  ip_version: 4 | 6;
}

export interface VipNetwork {
  /** Of what the caller may see; nothing when there is none of that id. */
  port(call: Call, id: string): VipPort | undefined;
  subnet(call: Call, id: string): VipSubnet | undefined;
  /** The subnets of a network. */
  subnetsOf(call: Call, networkId: string): VipSubnet[] | undefined;
  qosPolicyExists(call: Call, id: string): boolean;
  /** Makes a port for another service in the name of a project. @throws 4xx as Neutron does */
  makePort(call: Call, body: Fields, projectId: string): VipPort;
  dropPort(id: string): void;
}
