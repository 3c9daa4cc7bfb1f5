/** Inputs made to hurt: what blows up, goes deep, goes round in circles, or never ends unless something stops it. */
import { stringify, type Value, type ValueMap } from '../../../src/template/value.ts';
import type { Random } from './random.ts';

const HEAD = 'heat_template_version: 2021-04-16\n';

function aliasBomb(random: Random): string {
  const width = 2 + random.below(12);
  const depth = 2 + random.below(14);
  const lines = ['a0: &a0 [x, x, x]'];
  for (let i = 1; i < depth; i++) {
    const items = Array.from({ length: width }, () => `*a${i - 1}`).join(', ');
    lines.push(random.chance(0.5) ? `a${i}: &a${i} [${items}]` : `a${i}: &a${i} {${keys(items)}}`);
  }
  lines.push(`resources: {r: {type: OS::Heat::Value, properties: {value: *a${depth - 1}}}}`);
  return `${HEAD}parameters: {}\n${lines.join('\n')}\n`;
}

const keys = (items: string) =>
  items
    .split(', ')
    .map((item, i) => `k${i}: ${item}`)
    .join(', ');

function mergeBomb(random: Random): string {
  const lines = ['b0: &b0 {k: v}'];
  const depth = 3 + random.below(20);
  for (let i = 1; i < depth; i++)
    lines.push(`b${i}: &b${i}\n  <<: [${`*b${i - 1}, `.repeat(1 + random.below(9))}]\n  k${i}: {<<: *b${i - 1}}`);
  return `${HEAD}${lines.join('\n')}\nresources:\n  r:\n    type: OS::Heat::Value\n    properties: {value: *b${depth - 1}}\n`;
}

function deep(random: Random): string {
  const depth = random.pick([30, 99, 390, 399, 400, 401, 1000, 20_000, 100_000]);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{a: ', '}'],
    ['{"a": ', '}'],
    ['{get_param: ', '}'],
    ['{list_join: ["", ', ']}'],
    ['{if: [true, 1, ', ']}'],
    ['{not: ', '}'],
    ['{str_split: [",", ', ']}'],
    ['{map_merge: [', ']}'],
    ['{repeat: {for_each: {x: [1, 2]}, template: ', '}}'],
    ['{get_attr: [r, ', ']}'],
    ['- ', ''],
    ['? ', ''],
    ['!!seq [', ']'],
  ] as const);
  const nest = `${open.repeat(depth)}1${close.repeat(depth)}`;
  return random.pick([
    `${HEAD}resources: {r: {type: OS::Heat::Value, properties: {value: ${nest}}}}\n`,
    `${HEAD}conditions: {c: ${nest}}\n`,
    `${HEAD}outputs: {o: {value: ${nest}}}\n`,
    `${HEAD}parameters: {p: {type: json, default: ${nest}}}\n`,
    nest,
  ]);
}

const FIGURES = [
  '9'.repeat(4000),
  `1e${'9'.repeat(20)}`,
  `0x${'f'.repeat(3000)}`,
  `0b${'1'.repeat(5000)}`,
  `-${'9'.repeat(400)}.${'9'.repeat(400)}`,
  '1:2:3:4:5:6:7:8:9:10:11:12:13:14:15:16:17:18:19:20',
  '.inf',
  '-.inf',
  '.nan',
  '1e400',
  '9223372036854775808',
  '1_000_000',
  '1'.repeat(310),
];

function huge(random: Random): string {
  const figure = random.pick(FIGURES);
  return random.pick([
    `${HEAD}parameters: {p: {type: number, default: ${figure}, constraints: [{range: {min: ${random.pick(FIGURES)}}}]}}\n`,
    `${HEAD}parameters: {p: {type: number, default: ${figure}, constraints: [{modulo: {step: ${random.pick(FIGURES)}, offset: 1}}]}}\n`,
    `${HEAD}resources: {r: {type: OS::Heat::RandomString, properties: {length: ${figure}}}}\n`,
    `${HEAD}outputs: {o: {value: {yaql: {expression: "$.data * $.data", data: ${figure}}}}}\n`,
    `${HEAD}outputs: {o: {value: {list_join: [",", [${figure}]]}}}\n`,
    `${HEAD}outputs: {o: {value: {digest: [sha512, "${figure}"]}}}\n`,
    `heat_template_version: ${figure}\n`,
    `${HEAD}resources: {r: {type: OS::Heat::TestResource, properties: {wait_secs: ${figure}}, depends_on: ${figure}}}\n`,
    `${HEAD}resources: {? ${figure} : {type: OS::Heat::None}}\n`,
  ]);
}

const PATTERNS = [
  '(a+)+$',
  '^(a|aa)+$',
  '(a*)*b',
  '(.*)*x',
  '([a-z]+)*[0-9]',
  '(a|a)*b',
  '(.*a){25}',
  '((a{1,30}){1,30}){1,30}',
  '(?=(a+))a*b',
  '(a+)\\1+b',
  '(?:a?){40}a{40}',
  '(\\w+\\s?)*$',
  'a{2147483647}',
  '(a{65000}){65000}',
  '(((((((((((((((((((((((((((a)))))))))))))))))))))))))))*',
  '[\\d\\D]*?'.repeat(20),
  '(?P<x>a)(?P=x)*',
  '(?<=a)b*',
  '('.repeat(500),
  '['.repeat(100),
  '(?:'.repeat(200) + ')*'.repeat(200),
  '\\N{LATIN SMALL LETTER A}+',
];

function pattern(random: Random): string {
  const given = JSON.stringify('a'.repeat(1 + random.below(5000)) + random.pick(['', '!', 'b']));
  const written = JSON.stringify(random.pick(PATTERNS) + (random.chance(0.3) ? random.pick(PATTERNS) : ''));
  return random.pick([
    `${HEAD}parameters: {p: {type: string, default: ${given}, constraints: [{allowed_pattern: ${written}}]}}\n`,
    `AWSTemplateFormatVersion: 2010-09-09\nParameters: {p: {Type: String, Default: ${given}, AllowedPattern: ${written}}}\n`,
    `${HEAD}outputs: {o: {value: {yaql: {expression: "$.data.a =~ $.data.b", data: {a: ${given}, b: ${written}}}}}}\n`,
    `${HEAD}outputs: {o: {value: {yaql: {expression: "regex($.data.b).replace($.data.a, x)", data: {a: ${given}, b: ${written}}}}}}\n`,
  ]);
}

const QUERIES = [
  'range(1000000000).sum()',
  'range(0).select($).toList()',
  'generate(1, true, $ * 2).toList()',
  'generateMany(1, [$, $ + 1]).toList()',
  'sequence().toList()',
  'sequence().sum()',
  'cycle([1, 2]).toList()',
  "'a' * 1000000000",
  "('a' * 100000) * 100000",
  '[1, 2, 3] * 1000000000',
  'repeat(1, 1000000000).toList()',
  'repeat(1).toList()',
  'let(x => range(100000)) -> $x.select($x.toList())',
  'range(1000).selectMany(range(1000)).selectMany(range(1000)).len()',
  'range(100000).orderBy(-$).toList()',
  'range(3000).join(range(3000), true, [$1, $2]).len()',
  'def(f, f($)) -> f(1)',
  'def(f, f($ + 1)) -> f(1)',
  '2 ** 100000',
  'pow(9, 9 ** 9)',
  'pow(2, 1000000)',
  'bitwiseAnd(1, 2)',
  'shiftBitsLeft(1, 1000000000)',
  'random()',
  'now()',
  'datetime(999999999, 1, 1)',
  'timespan(days => 999999999999) * 99999999999',
  '$.data.aggregate($1 + $1, range(100))',
  'range(40).aggregate([$1, $1], [])',
  "range(64).aggregate($1 + $1, 'ab')",
  'range(64).aggregate($1 + $1, [1, 2]).len()',
  'range(60).aggregate($1 * $1, 3)',
  `${'('.repeat(300)}1${')'.repeat(300)}`,
  '['.repeat(5000),
  `${'-'.repeat(3000)}1`,
  `${'not '.repeat(3000)}true`,
  '$.a'.repeat(3000),
  `${'1 + '.repeat(5000)}1`,
  `${'$.select('.repeat(200)}1${')'.repeat(200)}`,
  "$.data.x.y.z.join('')",
  "''.format(1)",
  "'{0:>999999999}'.format(1)",
  "'{:999999999}'.format(1)",
  "'%999999999d' % 1",
  "'a'.replace('', 'b' * 1000)",
  "regex('(a*)*b').search('a' * 5000)",
  "'a,'.split(',')",
  'switch(true => 1)',
  '$.data.groupBy($, $, [$[0], $[1].sum()])',
  'range(200000).distinct().len()',
  'range(1000000).where($ > 999999999).len()',
  'dict(range(100000).select([$, $])).len()',
  'range(100000).toSet().len()',
  'range(5000).zip(range(5000), range(5000)).toList().len()',
  'range(100000).slice(1).len()',
  'range(100000).splitWhere(true).len()',
  'range(1000).accumulate($1 + $2).toList().len()',
  'str(range(100000).toList()).len()',
  'assert(false, true)',
  'call(len, [1], {})',
  "call('range', [1000000000], {}).toList()",
  'memorize(sequence()).toList()',
  'defaultIfEmpty([], sequence()).toList()',
  'sequence().indexOf(-1)',
  'sequence().any($ < 0)',
  'sequence().all($ >= 0)',
  'sequence().takeWhile(true).len()',
  'sequence().skip(1000000000).first()',
  'sequence().where(false).first()',
  'sequence().distinct().last()',
];

function query(random: Random): string {
  const expression = random.chance(0.7)
    ? random.pick(QUERIES)
    : random.pick(QUERIES).replace(/[\w.]+\(/, (call) => random.pick([call, `str(${call}`, `len(${call}`])) +
      random.pick(['', '.toList()', '.len()', ')', ' + 1']);
  const data = random.pick(['[1, 2, 3]', '{a: 1}', '"text"', '{x: {y: {z: [a, b]}}}', 'null']);
  return `${HEAD}outputs: {o: {value: {yaql: {expression: ${JSON.stringify(expression)}, data: ${data}}}}}\n`;
}

/** Functions that make much of little. */
function swelling(random: Random): string {
  let value: Value = 'x'.repeat(10);
  const rounds = 3 + random.below(28);
  const swell: ((inner: Value) => Value)[] = [
    (inner) => ({ list_join: ['', [inner, inner]] }),
    (inner) => ({ str_replace: { template: 'ab'.repeat(10), params: { a: inner, b: inner } } }),
    (inner) => ({ repeat: { for_each: { '<%a%>': { str_split: ['', 'abcdefgh'] } }, template: inner } }),
    (inner) => ({
      repeat: { for_each: { '<%a%>': [1, 2, 3, 4, 5, 6, 7, 8], '<%b%>': [1, 2, 3, 4, 5, 6, 7, 8] }, template: [inner] },
    }),
    (inner) => ({ list_concat: [[inner], [inner]] }),
    (inner) => ({ map_merge: [{ a: inner }, { b: inner } as ValueMap] as Value[] }),
  ];
  const grow = random.pick(swell);
  // Written with anchors, the template stays small.
  const lines = ['v0: &v0 xxxxxxxxxx'];
  for (let i = 1; i < rounds; i++) {
    value = grow(`@v${i - 1}`);
    lines.push(`v${i}: &v${i} ${stringify(value).replace(/"@(v\d+)"/g, '*$1 ')}`);
  }
  return `${HEAD}outputs: {o: {value: {list_join: ["", [${'{get_param: "OS::stack_name"}, '.repeat(3)}]]}}}\nparameters:\n  p:\n    type: json\n    default:\n${lines.map((line) => `      ${line}`).join('\n')}\nresources: {r: {type: OS::Heat::Value, properties: {value: *v${rounds - 1} }}}\n`;
}

/** `for_each` over many lists: the number of combinations is their product. */
function combinations(random: Random): string {
  const lists = 1 + random.below(9);
  const each = Array.from(
    { length: lists },
    (_, i) => `"<%${i}%>": [${Array.from({ length: 1 + random.below(30) }, (_x, n) => n).join(',')}]`,
  );
  return `${HEAD}outputs: {o: {value: {repeat: {for_each: {${each.join(', ')}}, template: "${'<%0%><%1%>'.repeat(3)}"}}}}\n`;
}

function circles(random: Random): string {
  const size = 1 + random.below(300);
  const lines: string[] = [];
  for (let i = 0; i < size; i++) {
    const next = `r${(i + 1) % size}`;
    const link = random.pick([
      `depends_on: ${next}`,
      `properties: {value: {get_resource: ${next}}}`,
      `metadata: {a: {get_attr: [${next}, value]}}`,
    ]);
    lines.push(`  r${i}: {type: OS::Heat::Value, ${link}}`);
  }
  const conditions = Array.from({ length: 1 + random.below(50) }, (_, i, n = 50) => `  c${i}: {not: c${(i + 1) % n}}`);
  return `${HEAD}conditions:\n${conditions.join('\n')}\nresources:\n${lines.join('\n')}\n`;
}

/** One long chain, or everything depending on everything. */
function wide(random: Random): string {
  if (random.chance(0.5)) {
    const size = 2000;
    const lines = Array.from(
      { length: size },
      (_, i) => `  r${i}: {type: OS::Heat::None${i > 0 ? `, depends_on: r${i - 1}` : ''}}`,
    );
    return `${HEAD}resources:\n${lines.join('\n')}\n`;
  }
  const size = 120;
  const lines = Array.from({ length: size }, (_, i) => {
    const before = Array.from({ length: i }, (_x, n) => `r${n}`).join(', ');
    return `  r${i}: {type: OS::Heat::None, depends_on: [${before}]}`;
  });
  return `${HEAD}resources:\n${lines.join('\n')}\n`;
}

const ODD = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u{1f600}',
  'NaN',
  'null',
  'y',
  '<<',
  '=',
  '~',
  '[]',
  'a.b',
  'a/b',
  '*',
  'resources',
];

function names(random: Random): string {
  const name = () => JSON.stringify(random.pick(ODD));
  return `${HEAD}parameters: {${name()}: {type: string, default: ${name()}}, q: {type: ${name()}}}
conditions: {${name()}: {equals: [${name()}, {get_param: ${name()}}]}}
resources:
  ${name()}: {type: ${name()}, properties: {${name()}: {get_param: ${name()}}}, depends_on: [${name()}], condition: ${name()}}
  ok: {type: OS::Heat::Value, properties: {value: {get_attr: [${name()}, ${name()}, ${name()}]}}}
outputs: {${name()}: {value: {get_file: ${name()}}}, p: {value: {str_replace: {template: ${name()}, params: {${name()}: ${name()}}}}}}
`;
}

export const HOSTILE: Readonly<Record<string, (random: Random) => string>> = {
  aliasBomb,
  mergeBomb,
  deep,
  huge,
  pattern,
  query,
  swelling,
  combinations,
  circles,
  wide,
  names,
};
