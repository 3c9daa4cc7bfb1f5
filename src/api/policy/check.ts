/**
 * Check strings, the language of OpenStack's policy files, read into a small tree and evaluated against who asks
 * (credentials) and what is asked for (target).
 *
 *     role:member and project_id:%(project_id)s      the caller has the role, and its project is the target's
 *     not rule:deny_stack_user or is_admin:True      other rules by name, credentials' attributes by value
 *     @   !   (empty)                                always, never, always
 *
 * `kind:match`: `%(name)s` in `match` is taken from the target (missing: refused). `kind` is `rule`, `role`, a quoted
 * literal, or a dotted path into the credentials. The old form of nested lists means "any of these, each all of these".
 */
export type Check =
  | { is: 'always' }
  | { is: 'never' }
  | { is: 'not'; check: Check }
  | { is: 'all'; checks: Check[] }
  | { is: 'any'; checks: Check[] }
  | { is: 'rule'; name: string }
  | { is: 'role'; match: string }
  | { is: 'match'; kind: string; literal: boolean; match: string };

export type Credentials = Record<string, unknown> & { roles: readonly string[] };
export type Target = Record<string, unknown>;

const ALWAYS: Check = { is: 'always' };
const NEVER: Check = { is: 'never' };

/** Reads a check; throws Error naming what is wrong with it. */
export function parseCheck(source: unknown): Check {
  if (Array.isArray(source)) return parseLists(source);
  if (typeof source !== 'string') throw new Error(`a check has to be text or a list, not ${typeof source}`);
  const tokens = tokenise(source);
  if (tokens.length === 0) return ALWAYS;
  const reader = new Reader(tokens, source);
  const check = reader.any();
  reader.end();
  return check;
}

function parseLists(alternatives: unknown[]): Check {
  if (alternatives.length === 0) return ALWAYS;
  const checks = alternatives
    .map((inner) => (Array.isArray(inner) ? inner : [inner]))
    .filter((inner) => inner.length > 0)
    .map((inner): Check => ({ is: 'all', checks: inner.map(parseCheck) }));
  return checks.length === 0 ? NEVER : { is: 'any', checks };
}

/** Words, with brackets split from the word they cling to. Quoted words may hold spaces. */
function tokenise(source: string): string[] {
  const tokens: string[] = [];
  for (const [word] of source.matchAll(/(?:'[^']*'|"[^"]*"|%\([^)]*\)s|[^\s()'"])+|[()]/g)) tokens.push(word);
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #source: string;
  #at = 0;

  constructor(tokens: readonly string[], source: string) {
    this.#tokens = tokens;
    this.#source = source;
  }

  any(): Check {
    const checks = [this.#all()];
    while (this.#take('or')) checks.push(this.#all());
    return checks.length === 1 ? (checks[0] as Check) : { is: 'any', checks };
  }

  end(): void {
    if (this.#at < this.#tokens.length) this.#fail(`unexpected "${this.#tokens[this.#at]}"`);
  }

  #all(): Check {
    const checks = [this.#one()];
    while (this.#take('and')) checks.push(this.#one());
    return checks.length === 1 ? (checks[0] as Check) : { is: 'all', checks };
  }

  #one(): Check {
    if (this.#take('not')) return { is: 'not', check: this.#one() };
    if (this.#take('(')) {
      const check = this.any();
      if (!this.#take(')')) this.#fail('a bracket is not closed');
      return check;
    }
    const token = this.#tokens[this.#at++];
    if (token === undefined) return this.#fail('it ends too early');
    if (token === '@') return ALWAYS;
    if (token === '!') return NEVER;
    return this.#comparison(token);
  }

  #comparison(token: string): Check {
    const quoted = /^(['"])(.*?)\1:/.exec(token);
    const colon = quoted ? quoted[0].length - 1 : token.indexOf(':');
    if (colon < 1) return this.#fail(`"${token}" is no check`);
    const kind = quoted ? (quoted[2] as string) : token.slice(0, colon);
    const match = token.slice(colon + 1);
    if (quoted) return { is: 'match', kind, literal: true, match };
    if (kind === 'rule') return { is: 'rule', name: match };
    if (kind === 'role') return { is: 'role', match };
    if (kind === 'http' || kind === 'https') return this.#fail('checks by a remote server are not offered');
    return { is: 'match', kind, literal: LITERAL.test(kind), match };
  }

  #take(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #fail(what: string): never {
    throw new Error(`the check "${this.#source}" cannot be read: ${what}`);
  }
}

/** Kinds that are a value rather than the name of a credential. */
const LITERAL = /^(?:True|False|None|-?\d+(?:\.\d+)?)$/;
/** Rules may not name each other for ever. */
const DEEPEST = 32;

/** Is it allowed? `rules` gives other rules by name; unknown ones refuse. */
export function evaluate(
  check: Check,
  target: Target,
  credentials: Credentials,
  rules: (name: string) => Check | undefined,
  depth = 0,
): boolean {
  const inner = (one: Check): boolean => evaluate(one, target, credentials, rules, depth + 1);
  switch (check.is) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'not':
      return !inner(check.check);
    case 'all':
      return check.checks.every(inner);
    case 'any':
      return check.checks.some(inner);
    case 'rule': {
      const rule = depth < DEEPEST ? rules(check.name) : undefined;
      return rule !== undefined && inner(rule);
    }
    case 'role': {
      const role = fillIn(check.match, target)?.toLowerCase();
      return role !== undefined && credentials.roles.some((owned) => owned.toLowerCase() === role);
    }
    case 'match': {
      const wanted = fillIn(check.match, target);
      if (wanted === undefined) return false;
      if (check.literal) return check.kind === wanted;
      // What somebody lacks is never what a target asks for, even where that lacks it as well.
      const filled = check.match.includes('%(');
      return found(credentials, check.kind.split('.')).some(
        (value) => !(filled && (value === null || value === undefined)) && asText(value) === wanted,
      );
    }
  }
}

function fillIn(match: string, target: Target): string | undefined {
  let missing = false;
  const text = match.replace(/%\(([^)]*)\)s/g, (_whole, name: string) => {
    const value = Object.hasOwn(target, name) ? target[name] : undefined;
    if (value === undefined) missing = true;
    return asText(value);
  });
  return missing ? undefined : text;
}

/** All values at a path; lists on the way are looked through. */
function found(value: unknown, path: readonly string[]): unknown[] {
  const [key, ...rest] = path;
  if (key === undefined) return Array.isArray(value) ? value : [value];
  if (Array.isArray(value)) return value.flatMap((item) => found(item, path));
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  return found((value as Record<string, unknown>)[key], rest);
}

/** As check strings write values: booleans and nothing capitalised. */
function asText(value: unknown): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null || value === undefined) return 'None';
  return String(value);
}
