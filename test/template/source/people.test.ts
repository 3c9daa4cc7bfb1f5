/** What people write, read as Heat reads it (PyYAML upon libyaml); each was asked of it. */
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/template/source/yaml.ts';

const REFUSED = Symbol('refused');

const read = (text: string): unknown => {
  try {
    return readYaml(text);
  } catch {
    return REFUSED;
  }
};

describe('a dash before a comma is a text', () => {
  it.each([
    ['a: [-, [a, b]]\n', { a: ['-', ['a', 'b']] }],
    ['a: {k: -, b: c}\n', { a: { k: '-', b: 'c' } }],
    ['a: [-]\n', { a: ['-'] }],
    ['a: {-, b: c}', { a: { '-': null, b: 'c' } }],
    [
      "a: {list_join: [-, [x, \"-, [\", 'it''s -,']]} # [-,\nb: x [-, y\n",
      { a: { list_join: ['-', ['x', '-, [', "it's -,"]] }, b: 'x [-, y' },
    ],
    ['a: [- , b]\n', REFUSED],
    ['a: [- b, c]\n', REFUSED],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('a block scalar that ends with the text ends as the text does', () => {
  it.each([
    ['a: |\n  text', 'text'],
    ['a: |\n  text\n', 'text\n'],
    ['a: >\n  text\n  more', 'text more'],
    ['a: |+\n  t', 't'],
    ['a: |-\n  t', 't'],
    ['a: |\n  text\n  ', 'text\n'],
    ['a: !!str |\n  text', 'text'],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual({ a: value });
  });
});

describe('a colon in brackets wants a blank after it', () => {
  it.each(['a: {get_attr:[a, b]}\n', 'a: [a:{b: c}]\n', 'a: {x:}\n', 'a: [x:,y]\n'])('%j', (text) => {
    expect(read(text)).toBe(REFUSED);
  });
  it.each([
    ['a: [a:b, http://x]\n', { a: ['a:b', 'http://x'] }],
    ['a: {"b":[1]}\n', { a: { b: [1] } }],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('a line of tabs', () => {
  it.each(['a:\n\t\nb: 1\n', '\t\na: 1\n', 'a: 1\n\t\n', 'a: x\n  y\n\t\nb: 1\n', 'a: 1\n\t# c\nb: 2\n'])(
    '%j',
    (text) => {
      expect(read(text)).toBe(REFUSED);
    },
  );
  it.each([
    ['a: [1,\n\t\n2]\n', { a: [1, 2] }],
    ["a: 'x\n\t\n  y'\n", { a: 'x\ny' }],
    ['a: 1\n  \t\nb: 2\n', { a: 1, b: 2 }],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual(value);
  });
});

describe('lines too far left in brackets and quotes', () => {
  it('are mended all at once, however many', () => {
    const text = Array.from(
      { length: 3000 },
      (_, i) =>
        `r${i}:\n  s: &a${i} {\n  "t": [\n- 1,\n  x y\n"z"],\n# comment ]\n  u: "#\n}"\n  }\n  v: | # [\n    [ "\n`,
    ).join('');
    const value = read(text.replaceAll('- 1', '1')) as Record<string, unknown>;
    expect(Object.keys(value)).toHaveLength(3000);
    expect(value.r2999).toEqual({ s: { t: [1, 'x y "z"'], u: '# }' }, v: '[ "\n' });
  });
});

describe('integers that can no longer be written down', () => {
  it.each([
    `1${':59'.repeat(5000)}`,
    `0x${'f'.repeat(4000)}`,
    `0b${'1'.repeat(15_000)}`,
    '9'.repeat(4301),
    `0${'7'.repeat(5000)}`,
  ])('%.10s…', (figure) => {
    expect(read(`a: ${figure}\n`)).toBe(REFUSED);
  });
  it.each([
    ['12:30', 750],
    ['1:59:59', 7199],
    [`0x${'f'.repeat(3000)}`, BigInt(`0x${'f'.repeat(3000)}`)],
  ])('%.10s', (figure, value) => {
    expect(read(`a: ${figure}\n`)).toEqual({ a: value });
  });
});
