/**
 * The six kinds of conditions that a schema puts on a value: which types each may stand on, whether its own
 * figures make sense, and whether a value meets it.
 *
 *     const schema: PropertySchema = { type: 'string', constraints: [{ kind: 'length', max: 4 }] };
 *     brokenConstraint(schema, 'abcde')   // 'The length 5 is not in the range of at most 4.'
 *
 * `custom_constraint` is a question to a cloud. This layer does no I/O, so it is answered beforehand and handed in
 * as a {@link ConstraintCheck}.
 */
import { HeatError } from '../../errors.ts';
import { isNumber, type Value } from '../value.ts';
import { convertToType } from './conversion.ts';
import { equalityKey } from './equality-key.ts';
import { magnitude, modulo, toNumber } from './numbers.ts';
import { matchesWhole } from './patterns.ts';
import { dumpJson } from './python-json.ts';
import { pythonEquals, pythonLength, pythonText } from './python-values.ts';
import { type Bound, type Constraint, type PropertySchema, type PropertyType, Unknown } from './types.ts';

/**
 * Answer to a custom constraint: true where the value is good, a message (or false) where it is not, undefined where
 * nobody was asked; the value then passes.
 */
export type ConstraintCheck = (name: string, value: Value) => boolean | string | undefined;

/** Custom constraints that need to ask nobody; plugins add them. */
export const ADDED_CHECKS = new Map<string, (value: Value) => boolean | string>();

type Kind = Constraint['kind'];
type OfKind<K extends Kind> = Extract<Constraint, { kind: K }>;

interface KindRules<K extends Kind> {
  types: readonly PropertyType[];
  /** What is wrong with the constraint itself, if anything. */
  flaw(constraint: OfKind<K>): string | undefined;
  /** What is wrong with the value, if anything. May throw ValueError and TypeError. */
  broken(constraint: OfKind<K>, value: Value, schema: PropertySchema, check?: ConstraintCheck): string | undefined;
}

const isBound = (value: unknown): boolean => isNumber(value) || typeof value === 'boolean';

function rangeText(min: Bound | undefined, max: Bound | undefined): string {
  if (max === undefined) return `at least ${min}`;
  return min === undefined ? `at most ${max}` : `${min} to ${max}`;
}

function outside(value: Bound | boolean, min: Bound | undefined, max: Bound | undefined): boolean {
  const size = magnitude(value);
  return (min !== undefined && size < magnitude(min)) || (max !== undefined && size > magnitude(max));
}

const NUMERIC: readonly PropertyType[] = ['integer', 'number'];
const SINGLE: readonly PropertyType[] = ['string', 'integer', 'number', 'boolean', 'list'];

const KINDS: { [K in Kind]: KindRules<K> } = {
  length: {
    types: ['string', 'list', 'map'],
    flaw({ min, max }) {
      if (min === undefined && max === undefined) return 'A length constraint needs a min, a max or both.';
      const bounds = [min, max].filter((bound) => bound !== undefined);
      const whole = (bound: Bound | boolean) =>
        typeof bound !== 'object' && (typeof bound !== 'number' || Number.isInteger(bound));
      return bounds.every(isBound) && bounds.every(whole) ? undefined : 'The bounds of a length must be integers.';
    },
    broken({ min, max }, value) {
      const length = pythonLength(value);
      if (!outside(length, min, max)) return undefined;
      return `The length ${length} is out of range (${rangeText(min, max)}).`;
    },
  },
  range: {
    types: NUMERIC,
    flaw({ min, max }) {
      if (min === undefined && max === undefined) return 'A range constraint needs a min, a max or both.';
      const numeric = [min, max].every((bound) => bound === undefined || isBound(bound));
      return numeric ? undefined : 'The bounds of a range must be numbers.';
    },
    broken({ min, max }, value) {
      if (!outside(toNumber(value), min, max)) return undefined;
      return `${pythonText(value)} is out of range (${rangeText(min, max)}).`;
    },
  },
  modulo: {
    types: NUMERIC,
    flaw({ step, offset }) {
      if (step === undefined || offset === undefined) return 'A modulo constraint needs a step and an offset.';
      if (!isBound(step) || !isBound(offset)) return 'Step and offset of a modulo must be numbers.';
      const by = Number(step);
      const from = Number(offset);
      if (!Number.isInteger(by) || !Number.isInteger(from)) return 'Step and offset of a modulo must be whole.';
      if (by === 0) return 'The step of a modulo cannot be 0.';
      if (Math.abs(from) >= Math.abs(by)) return 'The offset of a modulo must be smaller than its step.';
      return by * from < 0 ? 'Step and offset of a modulo must have the same sign.' : undefined;
    },
    broken({ step, offset }, value) {
      if (pythonEquals(modulo(toNumber(value), step), offset)) return undefined;
      return `${pythonText(value)} is not a multiple of ${step} plus ${offset}.`;
    },
  },
  allowed_values: {
    types: SINGLE,
    flaw: ({ values }) => (Array.isArray(values) ? undefined : 'Allowed values must be a list.'),
    broken({ values }, value, schema) {
      const allowed = Array.isArray(value)
        ? value.every((item) => isUnknown(item) || isOneOf(values, item))
        : isAmong(values, value, schema);
      if (allowed) return undefined;
      return `${dumpJson(value)} is not an allowed value [${values.map(dumpJson).join(', ')}].`;
    },
  },
  allowed_pattern: {
    types: ['string'],
    flaw: ({ pattern }) => (typeof pattern === 'string' ? undefined : 'An allowed pattern must be a string.'),
    broken({ pattern }, value) {
      if (typeof value !== 'string') throw new HeatError('TypeError', 'Only a string can match a pattern.');
      return matchesWhole(pattern, value) ? undefined : `"${value}" does not match the pattern "${pattern}".`;
    },
  },
  custom_constraint: {
    types: SINGLE,
    flaw: () => undefined,
    broken({ name }, value, _schema, check) {
      const answer = ADDED_CHECKS.get(name)?.(value) ?? check?.(name, value) ?? true;
      if (answer === true) return undefined;
      const failed = `Error validating value '${pythonText(value)}'`;
      return answer === false ? failed : `${failed}: ${answer}`;
    },
  },
};

function isUnknown(value: unknown): boolean {
  return value instanceof Unknown;
}

/** Keys of the choices of a constraint; those without a key are compared. */
const keysOfChoices = new WeakMap<readonly Value[], Set<string | undefined>>();

function isOneOf(values: readonly Value[], item: Value): boolean {
  let keys = keysOfChoices.get(values);
  if (keys === undefined) {
    keys = new Set(values.map(equalityKey));
    keysOfChoices.set(values, keys);
  }
  const key = equalityKey(item);
  if (key !== undefined && keys.has(key)) return true;
  return (key === undefined || keys.has(undefined)) && values.some((choice) => pythonEquals(choice, item));
}

function isAmong(values: readonly Value[], value: Value, schema: PropertySchema): boolean {
  // A text among texts needs no conversion, which is nearly every case.
  if (typeof value === 'string' && schema.type === 'string' && values.includes(value)) return true;
  const choices = values.map((choice) => convertToType(schema.type, choice));
  const wanted = convertToType(schema.type, value);
  return choices.some((choice) => pythonEquals(choice, wanted));
}

const rulesOf = (constraint: Constraint): KindRules<Kind> => KINDS[constraint.kind] as unknown as KindRules<Kind>;

/** What is wrong with a constraint's own figures, if anything. */
export function flawOf(constraint: Constraint): string | undefined {
  return rulesOf(constraint).flaw(constraint);
}

/** Whether this kind of constraint may stand on this type. */
export function suits(constraint: Constraint, type: PropertyType): boolean {
  return rulesOf(constraint).types.includes(type);
}

/**
 * The first constraint that the value does not meet, as a message; undefined where it meets them all.
 * Throws TypeError where the value is not of a kind to which the constraint can be put.
 */
export function brokenConstraint(
  schema: PropertySchema,
  value: Value,
  check?: ConstraintCheck,
  { skipCustom = false } = {},
): string | undefined {
  for (const constraint of schema.constraints ?? []) {
    if (skipCustom && constraint.kind === 'custom_constraint') continue;
    let message: string | undefined;
    try {
      message = rulesOf(constraint).broken(constraint, value, schema, check);
    } catch (error) {
      if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
      return error.message;
    }
    if (message !== undefined) return constraint.description || message;
  }
  return undefined;
}

/** Like {@link brokenConstraint}, as a StackValidationFailed. */
export function enforceConstraints(schema: PropertySchema, value: Value, check?: ConstraintCheck): void {
  if (schema.constraints === undefined || schema.constraints.length === 0) return;
  const message = brokenConstraint(schema, value, check);
  if (message !== undefined) throw new HeatError('StackValidationFailed', message);
}
