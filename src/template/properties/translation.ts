/**
 * Translation rules: how old spellings of properties become new ones, and names become ids, whenever a property is
 * read. A rule stands on a path through the schema (`['networks', 'port']`), while values have places in the data
 * (`networks.0.port`); the digits are what differs.
 *
 * - `Replace`: the value at the path is that of another property, if that one is given. The other reads as not given.
 * - `Add`: the elements of another property (or fixed ones) are appended.
 * - `Resolve`: the value is a name or an id, and is looked up in a cloud. Happens only where a {@link Lookup} is at hand.
 * - `Delete`: reads as not given.
 */
import { HeatError } from '../../errors.ts';
import { isTruthy } from '../schema/python-values.ts';
import { type TranslationRule, Unknown } from '../schema/types.ts';
import { getKey, isMap, type Value } from '../value.ts';
import { type PropertyData, plainData } from './data.ts';

/** A name to look up in a cloud: `neutron`, `find_resourceid_by_name_or_id`, `network`, `private`. */
export interface LookupQuestion {
  client: string;
  finder: string;
  entity?: string;
  value: Value;
  /** Where it stands: `['networks', 0, 'network']`. */
  path: readonly (string | number)[];
}

/** Answers a look-up: the id, or an Unknown. Throws a HeatError (EntityNotFound) where there is no such thing. */
export type Lookup = (question: LookupQuestion) => Value | Unknown;

interface CompiledRules {
  byPath: ReadonlyMap<string, readonly TranslationRule[]>;
  deleted: ReadonlySet<string>;
  replaced: ReadonlySet<string>;
  /** Top-level properties under which a name is looked up. */
  lookedUp: ReadonlySet<string>;
  /** Top-level properties that rules read or write; the others need no attention at all. */
  touched: ReadonlySet<string>;
  /** Those of them below which rules stand, and not only on the whole. */
  deep: ReadonlySet<string>;
  /** Places met so far, as rules have them. */
  places: Map<string, RulePlace>;
}

interface RulePlace {
  /** Digits left out: `networks.port` for `networks.0.port`. */
  path: string;
  /** Whether the place is that of an element of a list, on which rules do not stand. */
  isElement: boolean;
}

const ORDER: readonly TranslationRule['rule'][] = ['Add', 'Replace', 'Resolve', 'Delete'];
const cache = new WeakMap<readonly TranslationRule[], CompiledRules>();

/** Full path of a rule's source, digits left out. */
function sourcePath(rule: TranslationRule): readonly string[] {
  if (rule.rule !== 'Replace' && rule.rule !== 'Add') return [];
  const custom = rule.rule === 'Replace' ? (rule.customValuePath ?? []) : [];
  if (rule.valueName !== undefined) return [...rule.path.slice(0, -1), rule.valueName, ...custom];
  return [...(rule.valuePath ?? []), ...custom];
}

const isDeep = (path: readonly string[]): boolean => path.length > 1;

function compileRules(rules: readonly TranslationRule[]): CompiledRules {
  const known = cache.get(rules);
  if (known !== undefined) return known;
  const byPath = new Map<string, TranslationRule[]>();
  for (const rule of [...rules].sort((a, b) => ORDER.indexOf(a.rule) - ORDER.indexOf(b.rule))) {
    const key = rule.path.join('.');
    const same = byPath.get(key);
    if (same === undefined) byPath.set(key, [rule]);
    else same.push(rule);
  }
  const paths = (kind: TranslationRule['rule'], path: (rule: TranslationRule) => string) =>
    new Set(rules.filter(({ rule }) => rule === kind).map(path));
  const compiled = {
    byPath,
    deleted: paths('Delete', ({ path }) => path.join('.')),
    replaced: paths('Replace', (rule) => sourcePath(rule).join('.')),
    lookedUp: paths('Resolve', ({ path }) => path[0] ?? ''),
    touched: new Set(rules.flatMap((rule) => [rule.path[0] ?? '', sourcePath(rule)[0] ?? rule.path[0] ?? ''])),
    deep: new Set(rules.flatMap((rule) => [rule.path, sourcePath(rule)].filter(isDeep).map(([first = '']) => first))),
    places: new Map<string, RulePlace>(),
  };
  cache.set(rules, compiled);
  return compiled;
}

/** Top-level properties that rules read or write. */
export function touchedProperties(rules: readonly TranslationRule[]): ReadonlySet<string> {
  return compileRules(rules).touched;
}

const EMPTY = plainData({});

/** Steps of a place into lists. */
const INDICES = /\.\d+(?![^.])/g;
const DIGITS = /^\d+$/;
const ELEMENT = /\.\d+$/;

/** Lists may be long; this many places are remembered. */
const MAX_PLACES = 10_000;

function rulePlace(rules: CompiledRules, place: string): RulePlace {
  let known = rules.places.get(place);
  if (known === undefined) {
    known = { path: place.replace(INDICES, ''), isElement: ELEMENT.test(place) };
    if (rules.places.size < MAX_PLACES) rules.places.set(place, known);
  }
  return known;
}

/** Reads a top-level property, as the rules leave it. */
export type RootReader = (key: string, validate: boolean) => Value | Unknown;

export class Translation {
  /** False while a rule reads its own source, which would otherwise read as not given. */
  private active = true;
  private readonly translating = new Set<string>();
  private readonly resolved = new Map<string, Value | Unknown>();
  private readonly rules: CompiledRules;
  private readonly root: RootReader;
  private readonly lookup: Lookup | undefined;

  constructor(rules: readonly TranslationRule[], root: RootReader, lookup?: Lookup) {
    this.rules = compileRules(rules);
    this.root = root;
    this.lookup = lookup;
  }

  /** Top-level properties under which names are looked up. */
  get lookedUp(): ReadonlySet<string> {
    return this.rules.lookedUp;
  }

  /** Whether any rule has to do with a top-level property. */
  touches(key: string): boolean {
    return this.rules.touched.has(key);
  }

  /** Whether rules may stand below a place. */
  goesInto(place: string): boolean {
    return place.includes('.') || this.rules.deep.has(place);
  }

  /** Whether what is given at the place reads as not given. */
  isHidden(place: string): boolean {
    if (!this.active) return false;
    const { path } = rulePlace(this.rules, place);
    return this.rules.deleted.has(path) || this.rules.replaced.has(path);
  }

  has(place: string): boolean {
    if (!this.active) return false;
    const { path, isElement } = rulePlace(this.rules, place);
    return !isElement && (this.rules.byPath.has(path) || this.resolved.has(path));
  }

  /** Whether the value at the place was looked up in a cloud, which proves that it exists. */
  isLookedUp(place: string): boolean {
    if (this.lookup === undefined) return false;
    return this.rules.byPath.get(rulePlace(this.rules, place).path)?.some(({ rule }) => rule === 'Resolve') ?? false;
  }

  /** The value at a place after its rules. `siblings` is the data that holds the place's last step. */
  translate(place: string, given: Value | Unknown, siblings: PropertyData, validate = false): Value | Unknown {
    const known = this.resolved.get(place);
    if (known !== undefined) return known;
    // Rules that take their values from each other must not go round in circles.
    if (this.translating.has(place)) return given;
    this.translating.add(place);
    try {
      return this.applyRules(place, given, siblings, validate);
    } finally {
      this.translating.delete(place);
    }
  }

  private applyRules(
    place: string,
    given: Value | Unknown,
    siblings: PropertyData,
    validate: boolean,
  ): Value | Unknown {
    let result = given;
    for (const rule of this.rules.byPath.get(rulePlace(this.rules, place).path) ?? []) {
      if (rule.rule === 'Delete') result = this.keep(place, null);
      else if (rule.rule === 'Add') result = this.add(place, rule, result, siblings, validate);
      else if (rule.rule === 'Replace') result = this.replace(place, rule, result, siblings, validate);
      else if (this.lookup !== undefined) result = this.keep(place, this.find(this.lookup, rule, result, steps(place)));
    }
    return result;
  }

  /** Translated values are kept once names can be looked up, that is, once the resource is to be made. */
  private keep(place: string, value: Value | Unknown): Value | Unknown {
    if (this.lookup !== undefined) this.resolved.set(place, value);
    return value;
  }

  private add(
    place: string,
    rule: Extract<TranslationRule, { rule: 'Add' }>,
    given: Value | Unknown,
    siblings: PropertyData,
    validate: boolean,
  ): Value | Unknown {
    if (given instanceof Unknown) return given;
    const list = given ?? [];
    if (!Array.isArray(list)) throw new HeatError('ValueError', `Only a list can be added to, which ${place} is not.`);
    if (rule.value?.length) {
      const added = this.fill(rule.value);
      return added === null ? given : this.keep(place, [...list, ...added] as Value[]);
    }
    const path = rule.valueName === undefined ? (rule.valuePath ?? []) : [rule.valueName];
    if (path.length === 0) return this.keep(place, list);
    const source = path.join('.');
    if (this.has(source)) this.translate(source, null, siblings);
    const added = this.readSource(rule.valueName, path, siblings, validate);
    if (added instanceof Unknown) return added;
    if (added === null) return this.keep(place, list);
    return this.keep(place, [...list, ...(Array.isArray(added) ? added : [added])]);
  }

  private replace(
    place: string,
    rule: Extract<TranslationRule, { rule: 'Replace' }>,
    given: Value | Unknown,
    siblings: PropertyData,
    validate: boolean,
  ): Value | Unknown {
    const start = rule.valueName === undefined ? rule.valuePath : [rule.valueName];
    const path = start && [...start, ...(rule.customValuePath ?? [])];
    if (path === undefined) return this.keep(place, isTruthy(rule.value) ? (rule.value as Value) : given);
    const source =
      rule.valueName === undefined ? path.join('.') : [...place.split('.').slice(0, -1), ...path].join('.');
    const value = this.readSource(rule.valueName, path, siblings, validate);
    if (this.has(source)) this.translate(source, value, siblings);
    const known = !(value instanceof Unknown) && !(given instanceof Unknown);
    if (known && isTruthy(value) && isTruthy(given)) {
      const both = [rulePlace(this.rules, place).path, sourcePath(rule).join('.')].join(', ');
      throw new HeatError('StackValidationFailed', `These properties cannot be given at the same time: ${both}.`);
    }
    const result = this.keep(place, value ?? given);
    this.keep(source, null);
    return result;
  }

  private readSource(
    sibling: string | undefined,
    path: readonly string[],
    siblings: PropertyData,
    validate: boolean,
  ): Value | Unknown {
    const [first = '', ...rest] = path;
    this.active = false;
    try {
      const top = sibling === undefined ? this.root(first, validate) : (siblings.get(first) ?? null);
      return below(top, rest);
    } finally {
      this.active = true;
    }
  }

  /** Fixed values with those of properties put in; null where such a property is not given. */
  private fill(values: readonly Value[]): (Value | Unknown)[] | null {
    const filled: (Value | Unknown)[] = [];
    for (const value of values) {
      if (!isMap(value)) filled.push(value);
      else if (typeof value.$property === 'string') {
        const property = this.readSource(undefined, [value.$property], EMPTY, false);
        if (property === null) return null;
        filled.push(property);
      } else {
        const parts = this.fill(Object.values(value));
        if (parts === null) return null;
        filled.push(Object.fromEntries(Object.keys(value).map((key, i) => [key, parts[i] as Value])));
      }
    }
    return filled;
  }

  private find(
    lookup: Lookup,
    rule: Extract<TranslationRule, { rule: 'Resolve' }>,
    value: Value | Unknown,
    path: readonly (string | number)[],
  ): Value | Unknown {
    if (value instanceof Unknown) return value;
    if (!isTruthy(value)) return null;
    if (Array.isArray(value)) return value.map((item, i) => this.find(lookup, rule, item, [...path, i]) as Value);
    const { client, finder, entity } = rule;
    return lookup({ client, finder, ...(entity === undefined ? {} : { entity }), value, path });
  }
}

function steps(place: string): (string | number)[] {
  return place.split('.').map((step) => (DIGITS.test(step) ? Number(step) : step));
}

/** What lies at a path below a value; through a list, the list of what lies below its elements. */
function below(value: Value | Unknown, path: readonly string[]): Value | Unknown {
  const [first, ...rest] = path;
  if (first === undefined || value === null || value instanceof Unknown) return value;
  if (Array.isArray(value)) return value.map((item) => below(item, path) as Value);
  return isMap(value) ? below(getKey(value, first) ?? null, rest) : null;
}
