/**
 * What a service said of an object in the answer to the call that made it. It is the first look at the object: where it says that the object is ready, as Neutron does
 * of its ports, nobody has to ask.
 */
import type { CloudRequest, Collection } from '../../openstack/cloud.ts';
import type { Shown } from '../../openstack/profiles/profile.ts';
import { idOf, profileOf, type ServiceType } from '../../openstack/services.ts';

export class Made {
  private readonly service: ServiceType;
  private readonly request: Pick<CloudRequest, 'path' | 'microversion'>;
  private body: unknown;

  constructor(service: ServiceType, request: Pick<CloudRequest, 'path' | 'microversion'>, body: unknown) {
    this.service = service;
    this.request = request;
    this.body = body;
  }

  /** It may be what is asked for next. */
  get tells(): boolean {
    return isRecord(this.body) && [this.body, ...Object.values(this.body)].some((shown) => this.isTold(shown));
  }

  /** The object, once, where the answer was of this one and told how it is; some tell the id only. */
  take(collection: Collection, id: string): Shown | null {
    const { body, request } = this;
    const { service, path, singular, microversion } = collection;
    if (service !== this.service || path !== request.path || microversion !== request.microversion) return null;
    const shown = singular === null || !isRecord(body) ? body : body[singular];
    if (!this.isTold(shown) || idOf(collection, shown) !== id) return null;
    this.body = null;
    return shown;
  }

  private isTold(shown: unknown): shown is Shown {
    return isRecord(shown) && typeof shown[profileOf(this.service).status?.member ?? 'status'] === 'string';
  }
}

function isRecord(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
