/**
 * The cloud as the verb of one resource sees it. Calls that may change something are counted, so that a run which is stopped can wait for
 * those on their way, and begins no more: a call that came after the next run has begun would undo what that one does.
 */
import type { Cloud, CloudRequest, CloudResponse, Collection, Trust } from '../../openstack/cloud.ts';
import type { ServiceType } from '../../openstack/services.ts';
import type { Secrets } from '../../plan/index.ts';
import { hideIn } from './secrets.ts';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Shared by the views of several regions. */
class Count {
  underWay = 0;
  refusal: Error | null = null;
  readonly idle = Promise.withResolvers<void>();

  begin(): void {
    if (this.refusal !== null) throw this.refusal;
    this.underWay++;
  }

  end(): void {
    this.underWay--;
    this.settle();
  }

  settle(): void {
    if (this.refusal !== null && this.underWay === 0) this.idle.resolve();
  }
}

export class Calls implements Cloud {
  private readonly secrets: () => Secrets;
  private readonly cloud: Cloud;
  private readonly signal: AbortSignal;
  private readonly count: Count;

  /**
   * @param signal ends calls that have none of their own
   * @param secrets what a service may have been given and must not be quoted with
   */
  constructor(cloud: Cloud, signal: AbortSignal, secrets: () => Secrets, count = new Count()) {
    this.secrets = secrets;
    this.cloud = cloud;
    this.signal = signal;
    this.count = count;
  }

  get projectId(): string {
    return this.cloud.projectId;
  }
  get userId(): string {
    return this.cloud.userId;
  }
  get region(): string | undefined {
    return this.cloud.region;
  }
  get roles(): readonly string[] {
    return this.cloud.roles;
  }
  get trust(): Trust | undefined {
    return this.cloud.trust;
  }

  async request<T = unknown>(service: ServiceType, request: CloudRequest): Promise<CloudResponse<T>> {
    const method = request.method ?? (request.body === undefined ? 'GET' : 'POST');
    const asked = { signal: this.signal, ...request };
    if (READING.has(method)) return this.ask<T>(service, asked);
    this.count.begin();
    try {
      return await this.ask<T>(service, asked);
    } finally {
      this.count.end();
    }
  }

  private async ask<T>(service: ServiceType, request: CloudRequest): Promise<CloudResponse<T>> {
    try {
      return await this.cloud.request<T>(service, request);
    } catch (error) {
      hideIn(error, this.secrets());
      throw error;
    }
  }

  endpoint(service: ServiceType): Promise<string | undefined> {
    return this.cloud.endpoint(service);
  }

  token(): Promise<string> {
    return this.cloud.token();
  }

  observe(collection: Collection, id: string): Promise<Record<string, unknown> | null> {
    return this.cloud.observe(collection, id);
  }

  inRegion(region: string): Cloud {
    return new Calls(this.cloud.inRegion(region), this.signal, this.secrets, this.count);
  }

  /** From now on calls that would change something fail with this error. Resolves when none is under way. */
  close(refusal: Error): Promise<void> {
    this.count.refusal ??= refusal;
    this.count.settle();
    return this.count.idle.promise;
  }
}
