/** How often each service was called, by method and status; bench and tests read it. */
export class RequestCounts {
  readonly #counts = new Map<string, number>();
  total = 0;
  count(service: string, method: string, status: number): void {
    this.total++;
    const key = `${service} ${method} ${status}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }
  /** `{"network POST 201": 12, …}` */
  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort());
  }
  reset(): void {
    this.#counts.clear();
    this.total = 0;
  }
}
