/** Neutron: its objects and the parts that act on them. */
import type { QuotaBook } from '../quotas.ts';
import type { Kind } from '../rest/kind.ts';
import { Rest } from '../rest/rest.ts';
import type { World } from '../state/world.ts';
import { DIALECT } from './dialect.ts';
import { FREE, floatingIps } from './floating-ips.ts';
import { Ipam } from './ipam.ts';
import { declareNeutron, type NeutronModel, type Port, type QosRule } from './model.ts';
import type { Networking, NeutronKinds } from './networking.ts';
import { networks } from './networks.ts';
import { ports } from './ports.ts';
import { qosPolicies, qosRules } from './qos.ts';
import { routers } from './routers.ts';
import { securityGroupRules, securityGroups } from './security-groups.ts';
import { addressScopes, subnetPools } from './subnet-pools.ts';
import { subnets } from './subnets.ts';
import { rbacPolicies, trunks } from './trunks.ts';

export class Neutron implements Networking {
  readonly model: NeutronModel;
  readonly ipam: Ipam;
  readonly quotas: QuotaBook;
  readonly kinds: NeutronKinds;
  readonly qosRules: readonly Kind<QosRule>[];
  readonly rest: Rest;
  /** Nova wants to know. */
  portGone: (port: Port) => void = () => {};
  portChanged: (port: Port) => void = () => {};
  #segment: number;

  constructor(world: World, quotas: QuotaBook) {
    this.model = declareNeutron(world);
    this.ipam = new Ipam(this.model);
    this.quotas = quotas;
    this.#segment = this.model.networks.size;
    this.kinds = {
      networks: networks(this),
      subnets: subnets(this),
      subnetPools: subnetPools(this),
      addressScopes: addressScopes(this),
      ports: ports(this),
      routers: routers(this),
      floatingIps: floatingIps(this),
      securityGroups: securityGroups(this),
      securityGroupRules: securityGroupRules(this),
      qosPolicies: qosPolicies(this),
      trunks: trunks(this),
      rbacPolicies: rbacPolicies(this),
    };
    this.qosRules = qosRules(this);
    this.rest = new Rest(world, quotas, DIALECT, [...Object.values(this.kinds), ...this.qosRules] as Kind[]);
  }
  /** Deletes a port without asking; its floating addresses become free. */
  dropPort(port: Port): void {
    const { floatingIps, ports } = this.model;
    for (const item of floatingIps.by('port_id', port.id)) {
      Object.assign(item, FREE);
      floatingIps.save(item);
    }
    ports.remove(port.id);
  }
  /** Unbinds a port that outlives the server that had it. */
  releasePort(port: Port): void {
    Object.assign(port, {
      device_id: '',
      device_owner: '',
      'binding:host_id': '',
      'binding:vif_type': 'unbound',
      status: 'DOWN',
    });
    this.model.ports.save(port);
  }
  nextSegment(): number {
    this.#segment = (this.#segment % 65_000) + 1;
    return this.#segment;
  }
}
