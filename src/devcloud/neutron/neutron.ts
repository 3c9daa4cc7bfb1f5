/** Neutron: its objects and the parts that act on them. */
import type { World } from '../state/world.ts';
import { Ipam } from './ipam.ts';
import { declareNeutron, type NeutronModel, type Port } from './model.ts';

export class Neutron {
  readonly model: NeutronModel;
  readonly ipam: Ipam;
  #segment: number;
  constructor(world: World) {
    this.model = declareNeutron(world);
    this.ipam = new Ipam(this.model);
    this.#segment = this.model.networks.size;
  }
  /** Deletes a port without asking; its floating addresses become free. */
  dropPort(port: Port): void {
    const { floatingIps, ports } = this.model;
    for (const item of floatingIps.by('port_id', port.id)) {
      Object.assign(item, { port_id: null, fixed_ip_address: null, router_id: null, status: 'DOWN' });
      floatingIps.save(item);
    }
    ports.remove(port.id);
  }
  nextSegment(): number {
    this.#segment = (this.#segment % 65_000) + 1;
    return this.#segment;
  }
}
