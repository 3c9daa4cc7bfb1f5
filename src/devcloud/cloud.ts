/** All services of the dev cloud put together. */
import { Cinder } from './cinder/cinder.ts';
import { Faults } from './faults/faults.ts';
import { Glance } from './glance/glance.ts';
import { RequestCounts } from './http/request-counts.ts';
import { Keystone } from './keystone/keystone.ts';
import { Neutron } from './neutron/neutron.ts';
import { Nova } from './nova/nova.ts';
import type { Settings } from './options.ts';
import { QuotaBook } from './quotas.ts';
import { seededRandom } from './state/randomness.ts';
import { World } from './state/world.ts';
import { Swift } from './swift/swift.ts';

export class Cloud {
  readonly world: World;
  readonly quotas: QuotaBook;
  readonly faults: Faults;
  readonly requests = new RequestCounts();
  readonly keystone: Keystone;
  readonly neutron: Neutron;
  readonly cinder: Cinder;
  readonly glance: Glance;
  readonly nova: Nova;
  readonly swift: Swift;

  constructor(settings: Settings) {
    this.world = new World(settings);
    this.quotas = new QuotaBook(this.world);
    this.faults = new Faults(seededRandom(settings.seed));
    this.keystone = new Keystone(this.world);
    this.neutron = new Neutron(this.world, this.quotas);
    this.cinder = new Cinder(this.world, this.quotas);
    this.glance = new Glance(this.world);
    this.nova = new Nova(this.world, this.neutron, this.cinder);
    this.swift = new Swift(this.world);
  }
}
