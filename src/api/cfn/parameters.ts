/**
 * The parameters of a request: those of the query and, of a form, those of the body. Lists are spelt
 * `Parameters.member.1.ParameterKey=…`.
 */
import { MOST_INTEGER } from '../../store/bounds.ts';
import { AwsError } from './faults.ts';

const FORM_TYPE = /^application\/x-www-form-urlencoded\b/i;

/** A template's parameters take two each. */
const MOST = 10_000;

function separators(text: string): number {
  let count = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) count++;
  return count;
}

export class Parameters {
  readonly #values = new Map<string, string>();

  /** @throws RequestLimitExceeded. `body`: of a request whose body is a form (or says nothing of what it is); else null. */
  constructor(query: string, body: string | null) {
    const count = separators(query) + separators(body ?? '');
    // Counted before they are taken apart, which costs more.
    if (count > MOST) throw new AwsError('RequestLimitExceeded', `${count} parameters, ${MOST} at most`);
    for (const text of [query, body ?? '']) {
      for (const [name, value] of new URLSearchParams(text)) this.#values.set(name, value);
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** @throws MissingParameter */
  require(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new AwsError('MissingParameter', name);
    return value;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }

  /** @throws InvalidParameterValue */
  boolean(name: string): boolean | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (/^(?:true|t|yes|y|on|1)$/i.test(value)) return true;
    if (/^(?:false|f|no|n|off|0)$/i.test(value)) return false;
    throw new AwsError('InvalidParameterValue', `Unrecognized value "${value}" for "${name}"`);
  }

  /** @throws InvalidParameterValue */
  integer(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    if (!/^\s*[+-]?\d{1,20}\s*$/.test(value)) {
      throw new AwsError('InvalidParameterValue', `Only integer is allowed by "${name}": ${value.slice(0, 40)}`);
    }
    const number = Number(value);
    if (Math.abs(number) > MOST_INTEGER) {
      throw new AwsError('InvalidParameterValue', `"${name}" may be ${MOST_INTEGER} at most: ${value}`);
    }
    return number;
  }

  /** Members of a list of structures, in the order of their numbers. */
  members(list: string): Record<string, string>[] {
    const found = new Map<number, Record<string, string>>();
    for (const [name, value] of this.#values) {
      if (!name.startsWith(`${list}.member.`)) continue;
      const [, number, key = ''] = /^(\d+)(?:\.(.+))?$/.exec(name.slice(`${list}.member.`.length)) ?? [];
      if (number === undefined) continue;
      const member = found.get(Number(number)) ?? {};
      member[key] = value;
      found.set(Number(number), member);
    }
    return [...found].sort(([a], [b]) => a - b).map(([, member]) => member);
  }

  /** Members of a list of texts. */
  texts(list: string): string[] {
    return this.members(list).flatMap((member) => member[''] ?? []);
  }

  /** A list of pairs as a map; members without both halves are left out. */
  pairs(list: string, key: string, value: string): Record<string, string> {
    const pairs: [string, string][] = [];
    for (const member of this.members(list)) {
      const [name, given] = [member[key], member[value]];
      if (name !== undefined && given !== undefined) pairs.push([name, given]);
    }
    return Object.fromEntries(pairs);
  }
}

export function isForm(contentType: string | undefined): boolean {
  return contentType === undefined || contentType === '' || FORM_TYPE.test(contentType);
}
