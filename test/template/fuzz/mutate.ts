/** Changes texts of templates: a few bytes, a few lines, a few values. */
import { isMap, setKey, stringify, type Value, type ValueMap } from '../../../src/template/value.ts';
import { HOSTILE } from './hostile.ts';
import type { Random } from './random.ts';

/** Pieces that mean something to one of the readers. */
const PIECES = [
  '{get_param: p}',
  '{get_resource: server}',
  '{get_attr: [server, networks]}',
  '{get_attr: [a, b, 0, c]}',
  '{get_file: x}',
  '{if: [c, 1, 2]}',
  '{repeat: {for_each: {x: [1]}, template: x}}',
  '{yaql: {expression: $.data, data: 1}}',
  '{Ref: x}',
  '{"Fn::GetAtt": [a, b]}',
  '{"Fn::Join": ["", [a]]}',
  '{digest: [md5, a]}',
  '{list_join: [a, b]}',
  '{map_merge: [{}, {}]}',
  '{equals: [a, b]}',
  '{str_replace: {template: a, params: {a: b}}}',
  '{resource_facade: metadata}',
  '{make_url: {host: a}}',
  '&a',
  '*a',
  '<<: *a',
  '!!binary aGk=',
  '!!set {a, b}',
  '!!omap [a: b]',
  '!!python/object:x {}',
  '!x',
  '%YAML 1.1',
  '---',
  '...',
  '|',
  '>-',
  '? ',
  '- ',
  ': ',
  '#',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '\t',
  '\r',
  '\u0000',
  '\ufeff',
  '\u2028',
  '\ud83d\ude00',
  '\\x',
  '@',
  '`',
  'null',
  '~',
  'true',
  'yes',
  '0o17',
  '017',
  '0x1F',
  '1e3',
  '1.0',
  '.nan',
  '2001-01-01',
  '12:30:45',
  '99999999999999999999',
  '-0',
  '__proto__',
  'constructor',
  'OS::Nova::Server',
  'OS::Heat::ResourceGroup',
  'AWS::EC2::Instance',
  'OS::stack_name',
  'x'.repeat(300),
];

const LINE_CHANGES: ((lines: string[], random: Random) => void)[] = [
  (lines, random) => lines.splice(random.below(lines.length), 1),
  (lines, random) => lines.splice(random.below(lines.length), 0, random.pick(lines)),
  (lines, random) => {
    const [a, b] = [random.below(lines.length), random.below(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] = random.chance(0.5) ? `  ${lines[at]}` : (lines[at] ?? '').replace(/^ {1,2}/, '');
  },
  (lines, random) => {
    const at = random.below(lines.length);
    lines[at] = (lines[at] ?? '').replace(/:.*/, `: ${random.pick(PIECES)}`);
  },
  (lines, random) => lines.splice(random.below(lines.length), 1 + random.below(10)),
];

function changeLines(text: string, random: Random): string {
  const lines = text.split('\n');
  for (let n = 1 + random.below(4); n > 0 && lines.length > 0; n--) random.pick(LINE_CHANGES)(lines, random);
  return lines.join('\n');
}

function changeCharacters(text: string, random: Random): string {
  let changed = text;
  for (let n = 1 + random.below(6); n > 0; n--) {
    const at = random.below(changed.length + 1);
    const piece = random.chance(0.5)
      ? random.pick(PIECES)
      : String.fromCharCode(random.below(random.chance(0.9) ? 128 : 65_536));
    const removed = random.below(4);
    changed = changed.slice(0, at) + piece + changed.slice(at + removed);
  }
  return changed;
}

function splice(text: string, other: string, random: Random): string {
  return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
}

const SCALARS: readonly Value[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  '',
  'x',
  '5',
  'true',
  [],
  {},
  [[]],
  { a: null },
  1e21,
  '{{',
  'a,b',
  ['a', 1, null],
  2n ** 80n,
];

/** Changes values inside of a tree; the tree stays as it is. */
function changeTree(value: Value, random: Random, budget: { left: number }): Value {
  if (budget.left > 0 && random.chance(0.02)) {
    budget.left--;
    return random.pick<(inner: Value) => Value>([
      () => random.pick(SCALARS),
      (inner) => [inner],
      (inner) => ({ a: inner }),
      (inner) => ({ get_param: inner }),
      (inner) => ({ get_resource: inner }),
      (inner) => ({ get_attr: [inner, inner] }),
      (inner) => ({ 'Fn::Join': [inner, inner] }),
      (inner) => ({ Ref: inner }),
      (inner) => ({ if: [inner, inner, inner] }),
      (inner) => ({ list_join: [',', inner] }),
      (inner) => ({ str_replace: { template: inner, params: { x: inner } } }),
      (inner) => ({ repeat: { template: inner, for_each: { x: inner } } }),
      (inner) => ({ yaql: { expression: '$.data', data: inner } }),
      (inner) => ({ yaql: { expression: inner, data: inner } }),
      (inner) => ({ digest: ['sha256', inner] }),
      (inner) => ({ map_replace: [inner, { keys: inner, values: inner }] }),
      (inner) => ({ make_url: { host: inner, port: inner, path: inner, query: inner } }),
      (inner) => ({ filter: [inner, inner] }),
      (inner) => ({ contains: [inner, inner] }),
      (inner) => ({ str_split: [inner, inner, inner] }),
      (inner) => ({ list_concat: [inner, inner] }),
      (inner) => ({ resource_facade: inner }),
    ])(value);
  }
  if (Array.isArray(value)) {
    const list = value.map((item) => changeTree(item, random, budget));
    if (random.chance(0.01)) list.splice(random.below(list.length + 1), 1);
    return list;
  }
  if (!isMap(value)) return value;
  const map: ValueMap = {};
  for (const [key, item] of Object.entries(value)) {
    if (random.chance(0.005)) continue;
    setKey(map, random.chance(0.005) ? random.pick(PIECES) : key, changeTree(item, random, budget));
  }
  return map;
}

function randomText(random: Random): string {
  const length = random.below(400);
  let text = '';
  while (text.length < length) {
    text += random.chance(0.3)
      ? random.pick(PIECES)
      : String.fromCharCode(random.below(random.chance(0.8) ? 128 : 65_536));
    if (random.chance(0.1)) text += `\n${' '.repeat(random.below(8))}`;
  }
  return text;
}

export interface Seed {
  text: string;
  /** Undefined where the text cannot be read. */
  tree: Value | undefined;
}

export interface Input {
  /** How it was made. */
  kind: string;
  text: string;
}

/** One input, made of the seeds by chance. */
export function makeInput(seeds: readonly Seed[], random: Random): Input {
  const roll = random.next();
  const seed = random.pick(seeds);
  if (roll < 0.2) return { kind: 'lines', text: changeLines(seed.text, random) };
  if (roll < 0.3) return { kind: 'characters', text: changeCharacters(seed.text, random) };
  if (roll < 0.35) return { kind: 'splice', text: splice(seed.text, random.pick(seeds).text, random) };
  if (roll < 0.82 && seed.tree !== undefined) {
    return { kind: 'tree', text: stringify(changeTree(seed.tree, random, { left: 1 + random.below(4) })) };
  }
  if (roll < 0.89) return { kind: 'random', text: randomText(random) };
  const name = random.pick(Object.keys(HOSTILE));
  const text = (HOSTILE[name] as (random: Random) => string)(random);
  return random.chance(0.8) ? { kind: name, text } : { kind: `${name}, changed`, text: changeLines(text, random) };
}
