/** Neutron: its objects and the parts that act on them. */
import type { World } from '../state/world.ts';
import { Ipam } from './ipam.ts';
import { declareNeutron, type NeutronModel } from './model.ts';

export class Neutron {
  readonly model: NeutronModel;
  readonly ipam: Ipam;
  #segment: number;
  constructor(world: World) {
    this.model = declareNeutron(world);
    this.ipam = new Ipam(this.model);
    this.#segment = this.model.networks.size;
  }
  nextSegment(): number {
    this.#segment = (this.#segment % 65_000) + 1;
    return this.#segment;
  }
}
