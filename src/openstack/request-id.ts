/**
 * The id of the request on whose behalf something runs. Whoever starts work wraps it in {@link withRequestId}; every call to a cloud below carries
 * it as the global request id, so that an operator finds it in the logs of all services.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** `id` has the form `req-{uuid}`; services ignore others. */
export function withRequestId<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

export function currentRequestId(): string | undefined {
  return current.getStore();
}
