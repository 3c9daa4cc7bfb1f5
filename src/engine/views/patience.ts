/**
 * How long a request that reads waits for a cloud, counted from its first question: whatever is not told by then it does without, and asks for no
 * longer.
 */
import { CloudError } from '../../openstack/cloud.ts';

export class Patience {
  private readonly milliseconds: number;
  private readonly controller = new AbortController();
  private over: Promise<never> | null = null;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /** Aborted when it is at an end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** @throws CloudError of status 0 when it is at an end; what the answer throws */
  wait<T>(answer: Promise<T>): Promise<T> {
    this.over ??= this.begin();
    return Promise.race([answer, this.over]);
  }

  private begin(): Promise<never> {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new CloudError('The cloud did not answer in time.', { service: 'cloud', status: 0, outcome: 'unknown' }));
      this.controller.abort();
    }, this.milliseconds);
    timer.unref();
    promise.catch(() => {});
    return promise;
  }
}
