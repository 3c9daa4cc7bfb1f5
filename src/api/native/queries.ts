/** Reading query strings and loosely typed body members as Heat reads them, with its refusals. */
import { type ErrorCode, HeatError } from '../../errors.ts';
import { MOST_INTEGER } from '../../store/bounds.ts';
import { isInteger } from '../../template/value.ts';

export function badRequest(message: string): HeatError {
  return new HeatError('HTTPBadRequest', message);
}

/** `true` or `false` in any case, nothing else. */
export function readBoolean(name: string, value: unknown, refusal: ErrorCode = 'HTTPBadRequest'): boolean {
  const text = String(value).toLowerCase();
  if (text !== 'true' && text !== 'false') {
    const message = `Unrecognized value "${shown(value)}" for "${name}", acceptable values are: true, false.`;
    throw new HeatError(refusal, message);
  }
  return text === 'true';
}

/** A whole number from 0 up to what the database holds. */
export function readInteger(name: string, value: unknown): number {
  const text = isInteger(value) || typeof value === 'string' ? String(value) : '';
  if (!/^-?(?:0|[1-9]\d*)$/.test(text)) throw badRequest(`Only integer is acceptable by '${name}'.`);
  const number = Number(text);
  if (number < 0) {
    throw badRequest(`Value '${cut(text)}' is invalid for '${name}' which only accepts non-negative integer.`);
  }
  if (number > MOST_INTEGER)
    throw badRequest(`Value '${cut(text)}' is too large for '${name}': ${MOST_INTEGER} at most.`);
  return number;
}

/** Enough of a value to know it again. */
function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Comma-separated, each at most 80 characters. */
export function readTags(value: unknown): string[] {
  if (typeof value !== 'string') throw badRequest(`Invalid tags, not a comma-separated text: ${shown(value)}`);
  const tags = value.split(',');
  const long = tags.find((tag) => [...tag].length > 80);
  if (long !== undefined) throw badRequest(`Invalid tag, "${long}" is longer than 80 characters`);
  return tags;
}

/** A query's parameters. A parameter given as nothing counts as not given. */
export class Query {
  readonly #parameters: URLSearchParams;

  constructor(parameters: URLSearchParams) {
    this.#parameters = parameters;
  }

  /** The last of the values given. */
  one(name: string): string | undefined {
    return this.#parameters.getAll(name).at(-1) || undefined;
  }

  all(name: string): string[] {
    return this.#parameters.getAll(name).filter((value) => value !== '');
  }

  boolean(name: string): boolean | undefined {
    const value = this.one(name);
    return value === undefined ? undefined : readBoolean(name, value);
  }

  integer(name: string): number | undefined {
    const value = this.one(name);
    return value === undefined ? undefined : readInteger(name, value);
  }

  tags(name: string): string[] | undefined {
    const value = this.one(name);
    return value === undefined ? undefined : readTags(value);
  }

  names(): string[] {
    return [...new Set(this.#parameters.keys())];
  }

  /** As text, without the leading question mark; with some parameters set anew. */
  text(changes: Record<string, string> = {}): string {
    const copy = new URLSearchParams(this.#parameters);
    for (const [name, value] of Object.entries(changes)) copy.set(name, value);
    return copy.toString();
  }
}

function shown(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
