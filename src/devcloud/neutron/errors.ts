/** Neutron's refusals: one table of type, status and message. `{name}` is replaced. */
import { ApiError } from '../http/api-error.ts';

const REFUSALS = {
  BadRequest: [400, 'Bad {resource} request: {reason}.'],
  HTTPBadRequest: [400, '{reason}'],
  InvalidInput: [400, 'Invalid input for operation: {reason}.'],
  PolicyNotAuthorized: [403, '({rule}) is disallowed by policy'],
  OverQuota: [409, "Quota exceeded for resources: ['{resource}']."],
  InUse: [409, 'The resource is in use.'],
  NetworkInUse: [
    409,
    'Unable to complete operation on network {id}. There are one or more ports still in use on the network.',
  ],
  SubnetInUse: [409, 'Unable to complete operation on subnet {id}: {reason}'],
  SubnetPoolInUse: [409, 'Unable to complete operation on subnet pool {id}. {reason}.'],
  AddressScopeInUse: [
    409,
    'Unable to complete operation on address scope {id}. There are one or more subnet pools in use on the address scope',
  ],
  GatewayConflictWithAllocationPools: [409, 'Gateway ip {ip} conflicts with allocation pool {pool}.'],
  InvalidAllocationPool: [400, 'The allocation pool {pool} is not valid.'],
  OutOfBoundsAllocationPool: [400, 'The allocation pool {pool} spans beyond the subnet cidr {cidr}.'],
  OverlappingAllocationPools: [409, 'Found overlapping allocation pools: {pool} {other} for subnet {cidr}.'],
  SubnetAllocationError: [500, 'Failed to allocate subnet: {reason}.'],
  InvalidIpForNetwork: [400, 'IP address {ip} is not a valid IP for any of the subnets on the specified network.'],
  InvalidIpForSubnet: [400, 'IP address {ip} is not a valid IP for the specified subnet.'],
  IpAddressAlreadyAllocated: [409, 'IP address {ip} already allocated in subnet {subnet}'],
  IpAddressGenerationFailure: [409, 'No more IP addresses available on network {id}.'],
  MacAddressInUse: [409, 'Unable to complete operation for network {id}. The mac address {mac} is in use.'],
  ServicePortInUse: [409, 'Port {id} cannot be deleted directly via the port API: {reason}.'],
  PortInUse: [
    409,
    'Unable to complete operation on port {id} for network {network}. Port already has an attached device {device}.',
  ],
  PortInUseAsTrunkParent: [409, 'Port {id} is currently a parent port for trunk {trunk}.'],
  RouterInUse: [409, 'Router {id} {reason}'],
  RouterInterfaceNotFound: [404, 'Router {id} does not have an interface with id {port}'],
  RouterInterfaceNotFoundForSubnet: [404, 'Router {id} has no interface on subnet {subnet}.'],
  RouterInterfaceInUseByFloatingIP: [
    409,
    'Router interface for subnet {subnet} on router {id} cannot be deleted, as it is required by one or more floating IPs.',
  ],
  RouterInterfaceInUseByRoute: [
    409,
    'Router interface for subnet {subnet} on router {id} cannot be deleted, as it is required by one or more routes.',
  ],
  RouterExternalGatewayInUseByFloatingIp: [
    409,
    'Gateway cannot be updated for router {id}, since a gateway to external network {network} is required by one or more floating IPs.',
  ],
  InvalidRoutes: [400, 'Invalid format for routes: {reason}'],
  ExternalGatewayForFloatingIPNotFound: [
    404,
    'External network {network} is not reachable from subnet {subnet}.  Therefore, cannot associate Port {port} with a Floating IP.',
  ],
  FloatingIPPortAlreadyAssociated: [
    409,
    'Cannot associate floating IP {ip} ({id}) with port {port} using fixed IP {fixed}, as that fixed IP already has a floating IP on external network {network}.',
  ],
  ExternalIpAddressExhausted: [400, 'Unable to find any IP address on external network {id}.'],
  SecurityGroupInUse: [409, 'Security Group {id} in use.'],
  SecurityGroupCannotRemoveDefault: [409, 'Insufficient rights for removing default security group.'],
  SecurityGroupCannotUpdateDefault: [409, 'Updating default security group not allowed.'],
  SecurityGroupDefaultAlreadyExists: [409, 'Default security group already exists.'],
  SecurityGroupRuleExists: [409, 'Security group rule already exists. Rule id is {id}.'],
  SecurityGroupInvalidPortRange: [400, 'For TCP/UDP protocols, port_range_min must be <= port_range_max'],
  SecurityGroupInvalidPortValue: [400, 'Invalid value for port {port}'],
  SecurityGroupInvalidIcmpValue: [400, 'Invalid value for ICMP {field} ({attr}) {value}. It must be 0 to 255.'],
  SecurityGroupRemoteGroupAndRemoteIpPrefix: [400, 'Only remote_ip_prefix or remote_group_id may be provided.'],
  SecurityGroupRuleParameterConflict: [400, 'Conflicting value ethertype {ethertype} for CIDR {cidr}'],
  SecurityGroupProtocolRequiredWithPorts: [400, 'Must also specify protocol if port range is given.'],
  PortSecurityAndIPRequiredForSecurityGroups: [
    400,
    'Port security must be enabled and port must have an IP address in order to use security groups.',
  ],
  QosPolicyInUse: [409, 'QoS Policy {id} is used by {kind} {user}.'],
  TrunkInUse: [409, 'Trunk {id} is currently in use.'],
  TrunkDuplicateSubPort: [409, 'segmentation_type vlan and segmentation_id {vlan} already in use on trunk {id}.'],
} as const satisfies Record<string, readonly [number, string]>;

export type RefusalType = keyof typeof REFUSALS;

export function refuse(type: RefusalType, values: Record<string, unknown> = {}): ApiError {
  const [status, message] = REFUSALS[type];
  return new ApiError(
    status,
    message.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
    type,
  );
}
/** `NetworkNotFound`: "Network … could not be found." */
export const missing = (label: string, id: string): ApiError =>
  new ApiError(
    404,
    `${label.replace(/([a-z])([A-Z])/g, '$1 $2')} ${id} could not be found.`,
    `${label.replaceAll(' ', '')}NotFound`,
  );
export const badRequest = (resource: string, reason: string): ApiError => refuse('BadRequest', { resource, reason });
