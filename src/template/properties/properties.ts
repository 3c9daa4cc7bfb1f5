/**
 * The properties of one resource: what the template says, seen through the schema of the resource's type.
 *
 *     const properties = prepareProperties(type.properties, type.translation, plainData({ size: '3' }));
 *     properties.validate();      // [] or every problem there is, in Heat's order
 *     properties.get('size');     // 3
 *
 * Nothing is computed before it is asked for. An {@link Unknown} stands for what only running the stack can tell:
 * it passes every check and reads as itself.
 */
import { HeatError } from '../../errors.ts';
import { type ConstraintCheck, enforceConstraints } from '../schema/constraints.ts';
import { type PropertySchema, type ResourceTypeSchema, type TranslationRule, Unknown } from '../schema/types.ts';
import { getKey, isMap, setKey, type Value, type ValueMap } from '../value.ts';
import { coerce } from './coercion.ts';
import { type CompiledProperty, type CompiledSchema, compileSchema } from './compile.ts';
import { type PropertyData, plainData } from './data.ts';
import { AlreadyReported, asHeatError, type PropertyProblem } from './problem.ts';
import { nearest } from './suggestion.ts';
import { type Lookup, Translation } from './translation.ts';

export interface PropertyOptions {
  /** Answers custom constraints; without it they pass. */
  check?: ConstraintCheck;
  /** Answers look-ups of names; without it names stay as they are. */
  lookup?: Lookup;
  /** The resource's description, which stands in for a property of that name. */
  description?: string;
}

export type Resolved = Value | Unknown;

/** Where problems are noted during validation, and the place being validated. */
export interface Report {
  problems: PropertyProblem[];
  path: (string | number)[];
}

interface Run {
  check: ConstraintCheck | undefined;
  translation: Translation | null;
  /** The same without translation, for properties that no rule touches. */
  untranslated: Run;
}

function runOf(check: ConstraintCheck | undefined, translation: Translation | null): Run {
  const untranslated = { check, translation: null } as unknown as Run;
  untranslated.untranslated = untranslated;
  return translation === null ? untranslated : { check, translation, untranslated };
}

/** Unknown keys of one map that are told of. */
const MOST_UNKNOWN = 100;

const NOT_GIVEN = Symbol('not given');

/** Keys of a map with a schema of their own: the properties of a resource, or a map within them. */
class PropertyMap {
  readonly schema: CompiledSchema;
  private readonly data: PropertyData;
  private readonly run: Run;
  /** Place in the data, for translation rules: `networks.0`; empty at the top. */
  private readonly place: string;
  private readonly description: string | null;
  private readonly values = new Map<string, Resolved>();

  constructor(schema: CompiledSchema, data: PropertyData, run: Run, place: string, description: string | null) {
    this.schema = schema;
    this.data = data;
    this.run = run;
    this.place = place;
    this.description = description;
  }

  validate(report: Report): void {
    let unknown = 0;
    for (const key of this.data.keys()) {
      if (this.schema.has(key)) continue;
      this.reportUnknown(key, report);
      if (++unknown >= MOST_UNKNOWN) break;
    }
    for (const [key, property] of this.schema) {
      const { translation } = this.runFor(key);
      const given = this.data.has(key);
      if (!given && !property.required && property.default === null && translation === null) continue;
      if (translation?.isHidden(this.placeOf(key))) continue;
      const depth = report.path.length;
      if (given || !property.required) report.path.push(key);
      try {
        const value = this.read(key, report);
        if (translation === null) this.values.set(key, value);
      } catch (error) {
        note(error, report);
      }
      report.path.length = depth;
      if (given && !property.implemented) this.reportUnimplemented(key, report);
    }
  }

  /** Only names, at this level. */
  validateNames(report: Report): void {
    for (const key of this.data.keys()) {
      const property = this.schema.get(key);
      if (property === undefined) this.reportUnknown(key, report);
      else if (!property.implemented) this.reportUnimplemented(key, report);
    }
  }

  private reportUnimplemented(key: string, report: Report): void {
    problem(report, new HeatError('StackValidationFailed', `Property ${key} is not implemented yet.`), key);
  }

  private reportUnknown(key: string, report: Report): void {
    const suggestion = nearest(key, this.schema.keys());
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    problem(report, new HeatError('StackValidationFailed', `Unknown Property ${key}${hint}`), key, suggestion);
  }

  get(key: string): Resolved {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const value = this.read(key, null);
    if (this.runFor(key).translation === null) this.values.set(key, value);
    return value;
  }

  toRecord(): Record<string, Resolved> {
    const record: Record<string, Resolved> = {};
    for (const key of this.schema.keys()) setKey(record, key, this.get(key));
    return record;
  }

  /** Validates when there is a report to write to. */
  read(key: string, report: Report | null): Resolved {
    const property = this.schema.get(key);
    if (property === undefined) throw new HeatError('KeyError', `Invalid Property ${key}`);
    const given = this.given(property, report);
    if (given !== NOT_GIVEN) return given;
    const run = this.runFor(key);
    const { translation } = run;
    const place = this.placeOf(key);
    if (translation?.has(place)) {
      const value = translation.translate(place, null, this.data, report !== null);
      if (value !== null || property.default !== null) {
        return convert(property, value, null, run.untranslated, place);
      }
    }
    if (property.default !== null) return convert(property, null, report, run, place);
    if (property.required) throw new HeatError('ValueError', `Property ${key} not assigned`);
    return key === 'description' && property.schema.updateAllowed ? this.description : null;
  }

  /** What the template says; every error but a StackValidationFailed becomes a ValueError, as in Heat. */
  given(property: CompiledProperty, report: Report | null): Resolved | typeof NOT_GIVEN {
    const key = property.name;
    if (!this.data.has(key)) return NOT_GIVEN;
    const run = this.runFor(key);
    const { translation } = run;
    const place = this.placeOf(key);
    if (translation?.isHidden(place)) return NOT_GIVEN;
    try {
      const raw = this.data.get(key);
      if (raw === undefined) return NOT_GIVEN;
      const value = translation?.has(place) ? translation.translate(place, raw, this.data) : raw;
      const checking = report !== null && this.data.pending?.(key) ? null : report;
      return convert(property, value, checking, run, place);
    } catch (error) {
      throw asReadError(error);
    }
  }

  private runFor(key: string): Run {
    const { translation } = this.run;
    return translation === null || this.place !== '' || translation.touches(key) ? this.run : this.run.untranslated;
  }

  private placeOf(key: string): string {
    if (this.run.translation === null) return '';
    return this.place === '' ? key : `${this.place}.${key}`;
  }
}

/** Data of a map within the properties: resolved already. */
class NestedData implements PropertyData {
  private readonly values: ValueMap;
  constructor(values: ValueMap) {
    this.values = values;
  }
  keys(): string[] {
    return Object.keys(this.values);
  }
  has(key: string): boolean {
    return Object.hasOwn(this.values, key);
  }
  get(key: string): Value | undefined {
    return getKey(this.values, key);
  }
}

function problem(report: Report, error: HeatError, key?: string, suggestion?: string): void {
  const path = key === undefined ? [...report.path] : [...report.path, key];
  report.problems.push({ path, error, ...(suggestion === undefined ? {} : { suggestion }) });
}

/** A problem met while validating: values that cannot be converted fail the validation like broken constraints. */
function note(error: unknown, report: Report): void {
  if (error instanceof AlreadyReported) return;
  const known = asHeatError(error);
  const asFailure =
    known.code === 'ValueError' ? new HeatError('StackValidationFailed', known.message, { cause: known }) : known;
  problem(report, asFailure);
}

function asReadError(error: unknown): Error {
  if (error instanceof AlreadyReported) return error;
  const known = asHeatError(error);
  if (known.code === 'StackValidationFailed' || known.code === 'ValueError') return known;
  return new HeatError('ValueError', known.message, { cause: known });
}

function convert(
  property: CompiledProperty,
  value: Resolved,
  report: Report | null,
  run: Run,
  place: string,
): Resolved {
  if (value instanceof Unknown) return value;
  let result = coerce(property, value);
  const below = run.translation?.goesInto(place) === false ? run.untranslated : run;
  if (Array.isArray(result)) {
    if (property.type === 'list' && property.items !== null) {
      result = convertElements(property.items, result, report, below, place);
    }
  } else if (property.type === 'map' && isMap(result)) result = convertMap(property, result, report, below, place);
  if (report !== null && property.constrained) {
    enforceConstraints(property.schema, result, run.translation?.isLookedUp(place) ? undefined : run.check);
  }
  return result;
}

function convertMap(
  property: CompiledProperty,
  value: ValueMap,
  report: Report | null,
  run: Run,
  place: string,
): Value {
  if (property.children !== null) {
    const nested = new PropertyMap(property.children, new NestedData(value), run, place, null);
    if (report !== null) reporting(report, () => nested.validate(report));
    return nested.toRecord() as ValueMap;
  }
  const { items } = property;
  if (items === null) return value;
  const keys = Object.keys(value);
  const elements = convertElements(items, Object.values(value), report, run, place, keys);
  const record: ValueMap = {};
  keys.forEach((key, i) => {
    setKey(record, key, elements[i] ?? null);
  });
  return record;
}

/** Elements of a list, or with `keys` the values of a map. */
function convertElements(
  items: CompiledProperty,
  list: readonly Value[],
  report: Report | null,
  run: Run,
  place: string,
  keys?: readonly string[],
): Value[] {
  const step = (i: number): string | number => keys?.[i] ?? i;
  const element = (value: Value, i: number, noting: Report | null): Value => {
    try {
      return convert(items, value, noting, run, run.translation === null ? '' : `${place}.${step(i)}`) as Value;
    } catch (error) {
      throw asReadError(error);
    }
  };
  if (report === null) return list.map((value, i) => element(value, i, null));
  return reporting(report, () =>
    list.map((value, i) => {
      report.path.push(step(i));
      const depth = report.path.length;
      try {
        return element(value, i, report);
      } catch (error) {
        report.path.length = depth;
        note(error, report);
        return null;
      } finally {
        report.path.length = depth - 1;
      }
    }),
  );
}

/** Runs a validation of parts; where it notes anything, the whole is not looked at further. */
function reporting<T>(report: Report, validate: () => T): T {
  const before = report.problems.length;
  const result = validate();
  if (report.problems.length > before) throw new AlreadyReported();
  return result;
}

export class Properties {
  private readonly top: PropertyMap;
  private readonly data: PropertyData;
  private readonly translation: Translation | null;

  constructor(
    schema: Record<string, PropertySchema>,
    rules: readonly TranslationRule[],
    data: PropertyData,
    options: PropertyOptions = {},
  ) {
    this.data = data;
    this.translation =
      rules.length === 0
        ? null
        : new Translation(rules, (key, validate) => this.readSource(key, validate), options.lookup);
    const run = runOf(options.check, this.translation);
    this.top = new PropertyMap(compileSchema(schema), data, run, '', options.description || null);
  }

  /** Every problem, in the order of the schema; none where all is well. */
  validate(report: Report = { problems: [], path: [] }): PropertyProblem[] {
    this.top.validate(report);
    return report.problems;
  }

  /** Problems with the names of properties only, their values left alone. */
  validateNames(): PropertyProblem[] {
    const report: Report = { problems: [], path: [] };
    this.top.validateNames(report);
    return report.problems;
  }

  /** The value of a property. Throws ValueError (or what the default's conversion throws), KeyError if there is no such property. */
  get(key: string): Resolved {
    return this.top.get(key);
  }

  /** What the template gives for a property, converted; undefined where it gives nothing. Defaults are left out. */
  getGiven(key: string): Resolved | undefined {
    const property = this.top.schema.get(key);
    if (property === undefined) throw new HeatError('KeyError', `Invalid Property ${key}`);
    const value = this.top.given(property, null);
    return value === NOT_GIVEN ? undefined : value;
  }

  /** Schemas of all properties, compiled, in order. */
  get schema(): CompiledSchema {
    return this.top.schema;
  }

  /** Whether the template names the property. */
  isNamed(key: string): boolean {
    return this.data.has(key);
  }

  /** All values, also those of properties that are not given. Throws as {@link get} does. */
  toRecord(): Record<string, Resolved> {
    return this.top.toRecord();
  }

  /** Top-level properties under which names are looked up in a cloud. */
  get lookedUp(): Iterable<string> {
    return this.translation?.lookedUp ?? [];
  }

  private readSource(key: string, validate: boolean): Resolved {
    if (!validate) return this.top.read(key, null);
    const report: Report = { problems: [], path: [] };
    try {
      const value = this.top.read(key, report);
      if (report.problems.length === 0) return value;
    } catch (error) {
      if (!(error instanceof AlreadyReported)) throw error;
    }
    throw report.problems[0]?.error ?? new HeatError('StackValidationFailed', `Property ${key} is invalid.`);
  }
}

/** The schemas that hold for given data: the type's own, unless some of its properties depend on others. */
export function schemasFor(
  type: Pick<ResourceTypeSchema, 'properties' | 'propertiesFor' | 'translation'>,
  data: PropertyData,
): Record<string, PropertySchema> {
  if (type.propertiesFor === undefined) return type.properties;
  const properties = new Properties(type.properties, type.translation, data);
  return type.propertiesFor((name) => {
    try {
      const value = properties.get(name);
      return value instanceof Unknown ? null : value;
    } catch {
      // Validation will say what is wrong with it.
      return null;
    }
  });
}

/**
 * Sees data through a schema. Schemas and rules are compiled once per object, so hand in the type's own and not copies.
 */
export function prepareProperties(
  schema: Record<string, PropertySchema>,
  rules: readonly TranslationRule[],
  data: PropertyData,
  options?: PropertyOptions,
): Properties {
  return new Properties(schema, rules, data, options);
}

/** The properties of a resource of a type. */
export function typeProperties(
  type: Pick<ResourceTypeSchema, 'properties' | 'propertiesFor' | 'translation' | 'anyProperties'>,
  data: PropertyData,
  options?: PropertyOptions,
): Properties {
  const used = type.anyProperties ? plainData({}) : data;
  return new Properties(schemasFor(type, used), type.translation, used, options);
}
