/**
 * The cloud as the verb of one resource sees it. Calls that may change something are counted, so that a run which is stopped can wait for
 * those on their way, and begins no more: a call that came after the next run has begun would undo what that one does.
 */
import type { Cloud, CloudRequest, CloudResponse, Collection, Trust } from '../../openstack/cloud.ts';
import { idOf, type ServiceType } from '../../openstack/services.ts';
import type { Secrets } from '../../plan/index.ts';
import { sight } from '../../resources/questions/sighted.ts';
import type { Asked } from '../waiting/poller.ts';
import { Made } from './made.ts';
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

/** Clouds by which one may see what another does not have numbers of their own. */
const numbers = new WeakMap<Cloud, number>();
let lastNumber = 0;

function numberOf(cloud: Cloud): number {
  let number = numbers.get(cloud);
  if (number === undefined) {
    number = ++lastNumber;
    numbers.set(cloud, number);
  }
  return number;
}

/** The question that a wait began with. */
export interface Question extends Asked {
  /** The same, whoever asks. */
  collection: string;
}

export class Calls implements Cloud {
  /** The first question to a collection since this was set to null. */
  question: Question | null = null;
  private readonly secrets: () => Secrets;
  private readonly cloud: Cloud;
  private readonly signal: AbortSignal;
  private readonly count: Count;
  private made: Made | null = null;

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
    this.made = null;
    try {
      const answer = await this.ask<T>(service, asked);
      if (method === 'POST') this.made = new Made(service, request, answer.body);
      return answer;
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

  async observe(collection: Collection, id: string): Promise<Record<string, unknown> | null> {
    const first = this.made?.take(collection, id) ?? null;
    if (first !== null) {
      sight(this.cloud, collection, id, true);
      return first;
    }
    const began = performance.now();
    try {
      const shown = await this.cloud.observe(collection, id);
      sight(this.cloud, collection, id, shown !== null && idOf(collection, shown) === id);
      return shown;
    } finally {
      const asked = `${this.region ?? ''} ${collection.service} ${collection.list}`;
      this.question ??= { collection: asked, kind: this.kindOf(asked), ms: performance.now() - began };
    }
  }

  /** A call has just made an object and told how it is. */
  get isTold(): boolean {
    return this.made?.tells ?? false;
  }

  /** Name of a collection as this cloud's user sees it. */
  kindOf(collection: string): string {
    return `${numberOf(this.cloud)} ${collection}`;
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
