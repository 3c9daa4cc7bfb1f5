import { CloudError } from '../openstack/cloud.ts';
import { isService, profileOf } from '../openstack/services.ts';

/**
 * What a verb throws when the service is there and willing, but the object is busy: a load balancer is immutable while a part of it changes, a volume is
 * being detached, a network has a port that is just going. Thrown anywhere below `create`, `update` or `delete`, it passes through to the engine, which
 * asks for the same again later. No failure is counted and no event is written; the operation's time bounds it.
 *
 * The verb is called again from its beginning, so what it did before it met the refusal has to bear being done twice. In a question (`created`, `updated`,
 * `deleted` …) it means "not yet".
 */
export class NotNow extends Error {
  /** Milliseconds for which it is worth asking again; null: as long as the operation may take. */
  readonly patience: number | null;

  /** @param cause the service's own error; it is what the resource fails with when patience has gone */
  constructor(reason: string, { cause, patience = null }: { cause?: unknown; patience?: number | null } = {}) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'NotNow';
    this.patience = patience;
  }

  static because(error: Error, patience: number | null = null): NotNow {
    return new NotNow(error.message, { cause: error, patience });
  }

  /**
   * What it means that a verb threw this: services' profiles know some of their refusals for "not now", which types need not look for. Null: it failed.
   */
  static behind(error: unknown): NotNow | null {
    if (error instanceof NotNow) return error;
    if (!(error instanceof CloudError) || !isService(error.service)) return null;
    return profileOf(error.service).busy(error) ? NotNow.because(error) : null;
  }

  /** What there is to say once nobody waits any longer. */
  get failure(): unknown {
    return this.cause ?? this;
  }
}
