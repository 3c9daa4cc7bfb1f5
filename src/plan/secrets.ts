/**
 * Values that must not be read by others than those who may ask for them: of hidden parameters, of properties and attributes whose schema says so.
 * Known by where they came from, they are found wherever they went: in what a service said, in a reason, in a plan.
 */
import { isMap, type Value } from '../template/value.ts';

export const MASK = '******';
/** A shorter one is only looked for as the whole of a text, or between quotes: as a part of others it would be everywhere. */
const SHORT = 4;
const QUOTES = ['"', "'", '`'];
/** Longer ones are not looked for in other spellings. */
const LONGEST_SPELT = 65_536;

export class Secrets {
  private readonly texts = new Set<string>();
  private spelt: (readonly [string, string])[] | null = null;

  /** With every text and number within. */
  add(value: Value): this {
    const open: Value[] = [value];
    while (open.length > 0) {
      const next = open.pop() as Value;
      if (Array.isArray(next)) open.push(...next);
      else if (isMap(next)) open.push(...Object.values(next));
      else if (next !== null && typeof next !== 'boolean' && String(next) !== '') this.texts.add(String(next));
    }
    this.spelt = null;
    return this;
  }

  copy(): Secrets {
    const copy = new Secrets();
    for (const text of this.texts) copy.texts.add(text);
    return copy;
  }

  get none(): boolean {
    return this.texts.size === 0;
  }

  /** The text is one, or has one in it, however it is spelt. */
  isIn(text: string): boolean {
    return this.hide(text) !== text;
  }

  /** Somewhere within the value, the keys of maps among it. */
  isWithin(value: Value): boolean {
    if (Array.isArray(value)) return value.some((item) => this.isWithin(item));
    if (isMap(value)) return Object.entries(value).some(([key, item]) => this.isIn(key) || this.isWithin(item));
    return value !== null && typeof value !== 'boolean' && this.isIn(String(value));
  }

  /** The text without them, however they are spelt. */
  hide(text: string): string {
    if (this.texts.has(text)) return MASK;
    let hidden = text;
    for (const [spelling, mask] of this.spellings()) hidden = hidden.replaceAll(spelling, mask);
    return hidden;
  }

  /** With what takes their place. The longest first, so that none is cut by one that is a part of it. */
  private spellings(): Iterable<readonly [string, string]> {
    this.spelt ??= [...new Map([...this.texts].flatMap(masks))].sort(([a], [b]) => b.length - a.length);
    return this.spelt;
  }
}

function masks(secret: string): [string, string][] {
  if (secret.length >= SHORT) return spellingsOf(secret).map((spelling) => [spelling, MASK]);
  return QUOTES.map((quote) => [quote + secret + quote, quote + MASK + quote]);
}

/** As it is, within JSON, in an address, and in Base64, in which user data travel. */
function spellingsOf(secret: string): string[] {
  if (secret.length > LONGEST_SPELT) return [secret];
  const wellFormed = secret.toWellFormed();
  const bytes = new TextEncoder().encode(wellFormed);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(wellFormed), base64];
}
