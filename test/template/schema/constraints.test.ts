import { describe, expect, it } from 'vitest';
import {
  brokenConstraint,
  type Constraint,
  checkSchema,
  type PropertySchema,
} from '../../../src/template/schema/index.ts';
import { float, type Value } from '../../../src/template/value.ts';

const broken = (type: PropertySchema['type'], constraint: Constraint, value: Value) =>
  brokenConstraint({ type, constraints: [constraint] }, value) !== undefined;

describe('constraints', () => {
  it.each<[PropertySchema['type'], Constraint, Value, boolean]>([
    ['string', { kind: 'length', max: 2 }, 'ab', false],
    // One character beyond the basic plane, two code units.
    ['string', { kind: 'length', max: 1 }, '😀', false],
    ['list', { kind: 'length', min: 1 }, [], true],
    ['integer', { kind: 'range', min: 1, max: 3 }, 3, false],
    ['number', { kind: 'range', max: 3 }, '3.5', true],
    ['integer', { kind: 'range', max: 1 }, 2n ** 70n, true],
    ['integer', { kind: 'modulo', step: 4, offset: 1 }, -3, false],
    ['integer', { kind: 'modulo', step: -4, offset: -1 }, 3, false],
    ['integer', { kind: 'modulo', step: 4, offset: 1 }, 2, true],
    ['number', { kind: 'allowed_values', values: [1, 2] }, float(1), false],
    ['list', { kind: 'allowed_values', values: ['a', 'b'] }, ['a', 'c'], true],
    // The first way to match counts, and it leaves the rest of the text.
    ['string', { kind: 'allowed_pattern', pattern: 'a|ab' }, 'ab', true],
    ['string', { kind: 'allowed_pattern', pattern: 'ab|a' }, 'ab', false],
  ])('%s %o on %o', (type, constraint, value, expected) => {
    expect(broken(type, constraint, value)).toBe(expected);
  });

  it('says what the author of the schema wrote', () => {
    const schema: PropertySchema = {
      type: 'string',
      constraints: [{ kind: 'length', max: 1, description: 'One letter.' }],
    };
    expect(brokenConstraint(schema, 'ab')).toBe('One letter.');
  });

  it('asks for custom constraints', () => {
    const schema: PropertySchema = {
      type: 'string',
      constraints: [{ kind: 'custom_constraint', name: 'nova.flavor' }],
    };
    expect(brokenConstraint(schema, 'm1')).toBeUndefined();
    expect(brokenConstraint(schema, 'm1', () => 'No such flavor.')).toBe(
      "Error validating value 'm1': No such flavor.",
    );
    expect(brokenConstraint(schema, 'm1', () => false)).toBe("Error validating value 'm1'");
    expect(brokenConstraint(schema, 'm1', (name, value) => name === 'nova.flavor' && value === 'm1')).toBeUndefined();
  });

  it('gives up on a pattern that would never end', () => {
    const constraint: Constraint = { kind: 'allowed_pattern', pattern: '(a+)+$' };
    const started = performance.now();
    expect(broken('string', constraint, `${'a'.repeat(60)}!`)).toBe(true);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('checkSchema', () => {
  it.each<[PropertySchema, string]>([
    [{ type: 'integer', constraints: [{ kind: 'length', min: 1 }] }, 'InvalidSchemaError'],
    [{ type: 'integer', constraints: [{ kind: 'modulo', step: 0, offset: 0 }] }, 'InvalidSchemaError'],
    [{ type: 'string', updateAllowed: true, immutable: true }, 'InvalidSchemaError'],
    [{ type: 'string', items: { type: 'string' } }, 'InvalidSchemaError'],
    [{ type: 'list', items: { type: 'string', constraints: [{ kind: 'range' }] } }, 'InvalidSchemaError'],
    [{ type: 'string', default: 'abc', constraints: [{ kind: 'length', max: 2 }] }, 'StackValidationFailed'],
  ])('%o', (schema, code) => {
    expect(() => checkSchema({ p: schema })).toThrow(expect.objectContaining({ code }));
  });
});
