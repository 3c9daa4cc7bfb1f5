/**
 * A cloud that is short of processors, as real ones are when many ask at once: each request takes time of them, each service works on a few requests at
 * a time while others queue, and what goes on behind the answers (a server is built, a volume is made) takes its time from the same processors.
 */
import { Cores } from './cores.ts';

/** A request, as far as it has a price. */
interface Asked {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export interface Price {
  /** identity, compute, network, volume, image, object, placement; any unless said. */
  service?: string;
  method?: string;
  /** A regular expression on the whole path, query excluded. */
  path?: string;
  /** Milliseconds of a processor. */
  ms: number;
}

export interface BusyOptions {
  cores: number;
  /** Requests that one service works on at once, and the same of what goes on behind its answers. */
  workers: number;
  /** The first that fits is taken; a request that none fits costs nothing. */
  prices: readonly Price[];
  /** Milliseconds of a processor for each KiB of an answer. */
  msPerKiB?: number;
}

export class Busy {
  readonly #cores: Cores;
  readonly #workers: number;
  readonly #msPerKiB: number;
  readonly #prices: { price: Price; path: RegExp | undefined }[];
  readonly #counters = new Map<string, Counter>();

  constructor({ cores, workers, prices, msPerKiB = 0 }: BusyOptions) {
    this.#cores = new Cores(cores);
    this.#workers = workers;
    this.#msPerKiB = msPerKiB;
    this.#prices = prices.map((price) => ({
      price,
      path: price.path === undefined ? undefined : new RegExp(price.path),
    }));
  }

  /** Lets a request have its turn and its time, before it is acted on; `leave` is to be called with the answer's bytes. */
  async enter(call: Asked): Promise<(bytes: number) => Promise<void>> {
    const counter = this.#counter(`answers of ${call.service}`);
    await counter.enter();
    await this.#cores.use(this.#priceOf(call));
    return async (bytes) => {
      await this.#cores.use((bytes / 1024) * this.#msPerKiB);
      counter.leave();
    };
  }

  /** What goes on behind an answer. */
  async work(kind: string, ms: number): Promise<void> {
    const counter = this.#counter(`work on ${kind}`);
    await counter.enter();
    await this.#cores.use(ms);
    counter.leave();
  }

  #priceOf({ service, method, path }: Asked): number {
    const fits = this.#prices.find(
      ({ price, path: pattern }) =>
        (price.service ?? service) === service && (price.method ?? method) === method && (pattern?.test(path) ?? true),
    );
    return fits?.price.ms ?? 0;
  }

  #counter(name: string): Counter {
    let counter = this.#counters.get(name);
    if (counter === undefined) {
      counter = new Counter(this.#workers);
      this.#counters.set(name, counter);
    }
    return counter;
  }
}

/** So many are served at once; the others queue. */
class Counter {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((admit) => this.#queue.push(admit));
  }

  leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
