/** How often each service was called, by method and status, and by route; bench and tests read it. */
export class RequestCounts {
  readonly #counts = new Map<string, number>();
  readonly #routes = new Map<string, number>();
  total = 0;
  count(service: string, method: string, status: number, route: string): void {
    this.total++;
    add(this.#counts, `${service} ${method} ${status}`);
    add(this.#routes, `${service} ${method} ${route}`);
  }
  /** `{"network POST 201": 12, …}` */
  toJSON(): Record<string, number> {
    return sorted(this.#counts);
  }
  /** `{"network GET /v2.0/ports/{id}": 12, …}` */
  get routes(): Record<string, number> {
    return sorted(this.#routes);
  }
  reset(): void {
    this.#counts.clear();
    this.#routes.clear();
    this.total = 0;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort());
}
