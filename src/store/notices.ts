/** Tells listeners which stacks changed. A listener that throws must not keep the others from hearing. */
type Listener = (stackIds: ReadonlySet<string>) => void;

export class Notices {
  readonly #listeners = new Set<Listener>();

  listen(listener: Listener): () => void {
    // Wrapped, so that the same function may listen twice.
    const entry: Listener = (stackIds) => listener(stackIds);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  tell(stackIds: ReadonlySet<string>): void {
    for (const listener of this.#listeners) {
      try {
        listener(stackIds);
      } catch (error) {
        // Its own fault, not that of the transaction that was just committed.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
