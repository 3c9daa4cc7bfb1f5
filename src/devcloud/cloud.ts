/** All services of the dev cloud put together: nothing else knows them all. */
import { Cinder } from './cinder/cinder.ts';
import { volumeService } from './cinder/service.ts';
import { controlService } from './faults/control-service.ts';
import { Faults } from './faults/faults.ts';
import { Glance } from './glance/glance.ts';
import { imageService } from './glance/service.ts';
import { RequestCounts } from './http/request-counts.ts';
import type { Mounted, Service } from './http/service.ts';
import { Keystone } from './keystone/keystone.ts';
import { identityService } from './keystone/service.ts';
import { Neutron } from './neutron/neutron.ts';
import { networkService } from './neutron/service.ts';
import { vipNetwork } from './neutron/vip-network.ts';
import { Nova } from './nova/nova.ts';
import { computeService } from './nova/service.ts';
import { loadBalancerService } from './octavia/service.ts';
import type { Settings } from './options.ts';
import { placementService } from './placement/service.ts';
import { QuotaBook } from './quotas.ts';
import { SERVICES, type ServiceName } from './services.ts';
import { seededRandom } from './state/randomness.ts';
import { World } from './state/world.ts';
import { objectService } from './swift/service.ts';
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
  readonly services: readonly Mounted[];

  constructor(settings: Settings) {
    this.world = new World(settings);
    this.quotas = new QuotaBook(this.world);
    this.faults = new Faults(seededRandom(settings.seed));
    this.keystone = new Keystone(this.world, this.quotas);
    this.neutron = new Neutron(this.world, this.quotas);
    this.glance = new Glance(this.world);
    this.cinder = new Cinder(this.world, this.quotas, this.glance);
    this.nova = new Nova(this.world, this.neutron, this.cinder);
    this.swift = new Swift(this.world);
    const made: Record<ServiceName, Service> = {
      identity: identityService(this),
      compute: computeService(this),
      placement: placementService,
      network: networkService(this.neutron),
      volume: volumeService(this.cinder),
      image: imageService(this),
      object: objectService(this),
      'load-balancer': loadBalancerService({
        world: this.world,
        quotas: this.quotas,
        network: vipNetwork(this.neutron),
      }),
    };
    const names = Object.keys(made) as ServiceName[];
    const mounted = names.map((name) => ({ name, prefix: SERVICES[name].prefix, ...made[name] }));
    this.services = [controlService(this), ...mounted];
    this.world.rearm();
  }
}
