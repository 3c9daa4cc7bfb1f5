/**
 * A {@link Cloud} whose login happens when it is first used: the engine asks for clouds by the hundred and without waiting.
 * A login that failed is tried again by the next call.
 */
import type { Cloud, CloudRequest, CloudResponse, Collection } from '../openstack/cloud.ts';
import type { ServiceType } from '../openstack/services.ts';

/** What is known before the login. */
export interface KnownBefore {
  projectId: string;
  userId: string;
  region: string | undefined;
}

export class LazyCloud implements Cloud {
  readonly #login: () => Promise<Cloud>;
  readonly #before: KnownBefore;
  #pending: Promise<Cloud> | undefined;
  #cloud: Cloud | undefined;

  constructor(login: () => Promise<Cloud>, before: KnownBefore) {
    this.#login = login;
    this.#before = before;
  }

  get projectId(): string {
    return this.#cloud?.projectId ?? this.#before.projectId;
  }
  get userId(): string {
    return this.#cloud?.userId ?? this.#before.userId;
  }
  get region(): string | undefined {
    return this.#before.region;
  }
  get roles(): readonly string[] {
    return this.#cloud?.roles ?? [];
  }

  async request<T = unknown>(service: ServiceType, request: CloudRequest): Promise<CloudResponse<T>> {
    return (await this.#open()).request<T>(service, request);
  }

  async endpoint(service: ServiceType): Promise<string | undefined> {
    return (await this.#open()).endpoint(service);
  }

  async token(): Promise<string> {
    return (await this.#open()).token();
  }

  async observe(collection: Collection, id: string): Promise<Record<string, unknown> | null> {
    return (await this.#open()).observe(collection, id);
  }

  inRegion(region: string): Cloud {
    if (region === this.region) return this;
    const login = async (): Promise<Cloud> => (await this.#open()).inRegion(region);
    return new LazyCloud(login, { ...this.#before, region });
  }

  #open(): Promise<Cloud> {
    this.#pending ??= this.#login().then(
      (cloud) => {
        this.#cloud = cloud;
        return cloud;
      },
      (error: unknown) => {
        this.#pending = undefined;
        throw error;
      },
    );
    return this.#pending;
  }
}
