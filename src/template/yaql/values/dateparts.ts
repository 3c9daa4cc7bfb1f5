/** The numbers of a date, in the order in which they were written, and what is known of which is which. */
import { daysInMonth } from './time.ts';

type Part = 'year' | 'month' | 'day';

export interface DateResult {
  year: number | null;
  month: number | null;
  day: number | null;
}

export class DateParts {
  hasCentury = false;
  readonly #values: number[] = [];
  readonly #places = new Map<Part, number>();
  readonly #unreadable: () => Error;

  constructor(unreadable: () => Error) {
    this.#unreadable = unreadable;
  }

  get count(): number {
    return this.#values.length;
  }

  /** Numbers above 100 are years. */
  add(value: number, part: Part | null = null, large = value > 100): void {
    let known = part;
    if (large) {
      this.hasCentury = true;
      if (known !== null && known !== 'year') throw this.#unreadable();
      known = 'year';
    }
    this.#values.push(value);
    if (known === null) return;
    if (this.#places.has(known)) throw this.#unreadable();
    this.#places.set(known, this.#values.length - 1);
  }

  /** Three digits and more are a year. */
  addText(text: string, part: Part | null = null): void {
    if (!/^[+-]?\p{Nd}+$/u.test(text)) throw this.#unreadable();
    this.add(Number(text), part, /^\p{Nd}{3,}$/u.test(text));
  }

  couldBeDay(value: number): boolean {
    if (this.#places.has('day')) return false;
    const month = this.#at('month');
    if (month === null) return value >= 1 && value <= 31;
    if (month < 1 || month > 12) throw this.#unreadable();
    return value >= 1 && value <= daysInMonth(this.#at('year') ?? 2000, month);
  }

  #at(part: Part): number | null {
    const place = this.#places.get(part);
    return place === undefined ? null : (this.#values[place] ?? null);
  }

  resolve(): DateResult {
    const values = this.#values;
    const known = this.#places;
    if (values.length > 0 && (values.length === known.size || (values.length === 3 && known.size === 2))) {
      return this.#fromPlaces();
    }
    const month = known.get('month');
    const [a = 0, b = 0, c = 0] = values;
    if (values.length > 3) throw this.#unreadable();
    if (values.length === 1 || (month !== undefined && values.length === 2)) return this.#oneUnknown(month);
    if (values.length === 2) {
      if (a > 31) return { year: a, month: b, day: null };
      return b > 31 ? { year: b, month: a, day: null } : { year: null, month: a, day: b };
    }
    if (values.length < 3) return { year: null, month: null, day: null };
    if (month === 0) return b > 31 ? { month: a, year: b, day: c } : { month: a, day: b, year: c };
    if (month === 1) return a > 31 ? { year: a, month: b, day: c } : { day: a, month: b, year: c };
    if (month === 2) return b > 31 ? { day: a, year: b, month: c } : { year: a, day: b, month: c };
    if (a > 31 || known.get('year') === 0) return { year: a, month: b, day: c };
    return a > 12 ? { day: a, month: b, year: c } : { month: a, day: b, year: c };
  }

  #fromPlaces(): DateResult {
    const places = new Map(this.#places);
    if (this.#values.length === 3 && places.size === 2) {
      const free = [0, 1, 2].find((place) => ![...places.values()].includes(place)) ?? 0;
      const part = (['year', 'month', 'day'] as const).find((name) => !places.has(name)) ?? 'day';
      places.set(part, free);
    }
    const at = (part: Part): number | null => {
      const place = places.get(part);
      return place === undefined ? null : (this.#values[place] ?? null);
    };
    return { year: at('year'), month: at('month'), day: at('day') };
  }

  #oneUnknown(monthPlace: number | undefined): DateResult {
    const values = this.#values;
    const result: DateResult = { year: null, month: null, day: null };
    let other = values[0] ?? 0;
    if (monthPlace !== undefined) {
      result.month = values[monthPlace] ?? null;
      other = values.at(monthPlace - 1) ?? 0;
    }
    if (values.length > 1 || monthPlace === undefined) {
      if (other > 31) result.year = other;
      else result.day = other;
    }
    return result;
  }
}
