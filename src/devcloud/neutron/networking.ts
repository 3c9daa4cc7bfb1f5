/** What the parts of Neutron know of each other. */
import type { Call } from '../http/call.ts';
import type { Fields } from '../http/fields.ts';
import type { QuotaBook } from '../quotas.ts';
import type { Kind } from '../rest/kind.ts';
import type { Rest } from '../rest/rest.ts';
import type { Ipam } from './ipam.ts';
import type {
  AddressScope,
  FloatingIp,
  Network,
  NeutronModel,
  Port,
  QosPolicy,
  RbacPolicy,
  Router,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  SubnetPool,
  Trunk,
} from './model.ts';

export interface NeutronKinds {
  networks: Kind<Network>;
  subnets: Kind<Subnet>;
  subnetPools: Kind<SubnetPool>;
  addressScopes: Kind<AddressScope>;
  ports: Kind<Port>;
  routers: Kind<Router>;
  floatingIps: Kind<FloatingIp>;
  securityGroups: Kind<SecurityGroup>;
  securityGroupRules: Kind<SecurityGroupRule>;
  qosPolicies: Kind<QosPolicy>;
  trunks: Kind<Trunk>;
  rbacPolicies: Kind<RbacPolicy>;
}

export interface Networking {
  readonly model: NeutronModel;
  readonly ipam: Ipam;
  readonly quotas: QuotaBook;
  readonly kinds: NeutronKinds;
  readonly rest: Rest;
  nextSegment(): number;
  /** Told when a port goes, and when something changes that its server shows. */
  portGone(port: Port): void;
  portChanged(port: Port): void;
}

/** A port that is part of something else; of no project unless one is named, so that it counts in no quota. */
export const makePort = ({ rest, kinds }: Networking, call: Call, body: Fields, projectId = ''): Port =>
  rest.create(kinds.ports, call, body, { projectId, elevated: true });
