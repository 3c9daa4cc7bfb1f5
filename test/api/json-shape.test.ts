import { describe, expect, it } from 'vitest';
import { LONGEST_NUMBER, MOST_LEVELS, shapeOf } from '../../src/api/json-shape.ts';

const of = (text: string) => shapeOf(Buffer.from(text));
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('the shape of JSON', () => {
  it('may be as deep as templates are', () => {
    expect(of(nested(MOST_LEVELS))).toBeNull();
    expect(of(nested(MOST_LEVELS + 1))).toMatch(/too deeply/);
    expect(of(`{"a": ${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}}`)).toMatch(/too deeply/);
  });

  it('counts levels, not brackets', () => {
    expect(of(`[${'[],'.repeat(5_000)}[]]`)).toBeNull();
  });

  it('has no numbers without end', () => {
    expect(of(`{"a": ${'9'.repeat(LONGEST_NUMBER)}}`)).toBeNull();
    expect(of(`{"a": ${'9'.repeat(LONGEST_NUMBER + 1)}}`)).toMatch(/too long/);
    expect(of(`{"a": 0.${'9'.repeat(900_000)}}`)).toMatch(/too long/);
  });

  it.each([
    JSON.stringify('['.repeat(1_000)),
    JSON.stringify(`\\"${'['.repeat(1_000)}`),
    JSON.stringify(`\\${'['.repeat(1_000)}\\`),
    JSON.stringify('9'.repeat(5_000)),
    `{"a": "x`,
    '',
  ])('does not look into texts (%#)', (text) => {
    expect(of(text)).toBeNull();
  });
});
