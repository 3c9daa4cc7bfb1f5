/**
 * The order in which CPython goes through a set.
 *
 * It follows from the hashes of the items and from the table in which they are kept. Hashes of numbers and of tuples of numbers are
 * the same always; those of texts are made at random per process, so with them in a set its order means nothing.
 */
import { Float } from '../../value.ts';
import { fraction } from './numbers.ts';
import { Tuple } from './values.ts';

const MODULUS = 2n ** 61n - 1n;
const WORD = 2n ** 64n;
const LINEAR_PROBES = 9;

/** The hash of a value as CPython computes it, as an unsigned word; null if it differs from run to run. */
export function pythonHash(value: unknown): bigint | null {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)))
    return integerHash(BigInt(value));
  if (typeof value === 'number') return floatHash(value);
  if (value instanceof Float) return integerHash(BigInt(value.value));
  return value instanceof Tuple ? tupleHash(value) : null;
}

function integerHash(value: bigint): bigint {
  return signed(value < 0n, (value < 0n ? -value : value) % MODULUS);
}

function signed(negative: boolean, size: bigint): bigint {
  const hash = negative ? -size : size;
  return BigInt.asUintN(64, hash === -1n ? -2n : hash);
}

function floatHash(value: number): bigint | null {
  if (Number.isNaN(value)) return null;
  if (!Number.isFinite(value)) return signed(value < 0, 314159n);
  const [numerator, denominator] = fraction(Math.abs(value));
  // The inverse of a power of two, modulo 2^61 - 1.
  const exponent = BigInt(denominator.toString(2).length - 1);
  const inverse = 2n ** ((61n - (exponent % 61n)) % 61n);
  return signed(value < 0, (numerator * inverse) % MODULUS);
}

function tupleHash(tuple: Tuple): bigint | null {
  let total = 2870177450012600261n;
  for (const item of tuple.items) {
    const lane = pythonHash(item);
    if (lane === null) return null;
    total = (total + lane * 14029467366897019727n) % WORD;
    total = ((total << 31n) | (total >> 33n)) % WORD;
    total = (total * 11400714785074694791n) % WORD;
  }
  total = (total + (BigInt(tuple.items.length) ^ (2870177450012600261n ^ 3527539n))) % WORD;
  return total === WORD - 1n ? 1546275796n : total;
}

interface Entry<T> {
  hash: bigint;
  item: T;
}

/** What an item leaves behind in its slot. */
const GONE = 'gone';

/** Items in the slots of a hash table. */
export class SetTable<T> {
  #slots: (Entry<T> | typeof GONE | undefined)[] = Array.from({ length: 8 });
  #used = 0;
  /** Slots in use, those of items that are gone included. */
  #filled = 0;

  /** Makes room as CPython does before it merges another set of so many items. */
  reserve(count: number): void {
    if ((this.#filled + count) * 5 >= (this.#slots.length - 1) * 3) this.#resize((this.#used + count) * 2);
  }

  /** Takes over the slots of another table of the same size, if this one is empty. */
  copy(other: SetTable<T>): boolean {
    if (this.#filled > 0 || this.#slots.length !== other.#slots.length || other.#filled !== other.#used) return false;
    this.#slots = [...other.#slots];
    this.#used = other.#used;
    this.#filled = other.#filled;
    return true;
  }

  /** The item must not be there yet. */
  add(hash: bigint, item: T): void {
    this.#insert({ hash, item });
    this.#used++;
    this.#filled++;
    if (this.#filled * 5 >= (this.#slots.length - 1) * 3)
      this.#resize(this.#used > 50_000 ? this.#used * 2 : this.#used * 4);
  }

  remove(item: T): void {
    const slot = this.#slots.findIndex((entry) => typeof entry === 'object' && entry.item === item);
    if (slot < 0) return;
    this.#slots[slot] = GONE;
    this.#used--;
  }

  *items(): Generator<T> {
    for (const entry of this.#slots) if (typeof entry === 'object') yield entry.item;
  }

  #resize(least: number): void {
    let size = 8;
    while (size <= least) size *= 2;
    const old = this.#slots;
    this.#slots = Array.from({ length: size });
    this.#filled = this.#used;
    for (const entry of old) if (typeof entry === 'object') this.#insert(entry);
  }

  #insert(entry: Entry<T>): void {
    const mask = this.#slots.length - 1;
    const wide = BigInt(mask);
    let perturb = entry.hash;
    let index = Number(entry.hash & wide);
    for (;;) {
      const last = index + LINEAR_PROBES <= mask ? index + LINEAR_PROBES : index;
      for (let slot = index; slot <= last; slot++) {
        if (this.#slots[slot] !== undefined) continue;
        this.#slots[slot] = entry;
        return;
      }
      perturb >>= 5n;
      index = Number((BigInt(index) * 5n + 1n + perturb) & wide);
    }
  }
}
