/** Hostile expressions end soon, with an error that says why. */
import { describe, expect, it } from 'vitest';
import { errorOf, run } from './run.ts';

const double = 'range(60).aggregate([$1, $1], 1)';

const HOSTILE: [what: string, expression: string, error: string][] = [
  ['nested parentheses', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`, 'RecursionError'],
  ['nested lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'RecursionError'],
  ['a long sum', `1${'+1'.repeat(50_000)}`, 'RecursionError'],
  ['many signs', `${'-'.repeat(50_000)}1`, 'RecursionError'],
  ['a long path', `$${'.a'.repeat(20_000)}`, 'RecursionError'],
  ['endless recursion', 'def(f, f() + f()) -> f()', 'RecursionError'],
  ['an endless sequence', 'sequence().len()', 'TimeLimitExceededException'],
  ['an endless generator', 'generate(0, true, $ + 1).len()', 'TimeLimitExceededException'],
  ['endless emptiness', '[[].repeat()].flatten().len()', 'TimeLimitExceededException'],
  ['a huge range', 'range(100000000000).where($ < 0).len()', 'CollectionTooLargeException'],
  ['a huge result', 'range(1000)', 'CollectionTooLargeException'],
  ['a huge power', 'pow(10, 1000000000)', 'MemoryQuotaExceededException'],
  ['a huge shift', 'shiftBitsLeft(1, 1000000000000)', 'MemoryQuotaExceededException'],
  ['a huge text', "'x' * 1000000000000", 'MemoryQuotaExceededException'],
  ['a text that doubles', "range(100).aggregate($1 + $1, 'x')", 'MemoryQuotaExceededException'],
  ['a text that squares', "range(30).aggregate($1.replace('', $1), 'xx')", 'MemoryQuotaExceededException'],
  ['a wide format', "'{0:>99999999999}'.format(1)", 'ValueError'],
  ['a growing queue', 'generateMany(1, [$, $ + 1]).len()', 'MemoryQuotaExceededException'],
  ['a doubling list as result', double, 'TimeLimitExceededException'],
  ['a doubling list as key', `set(${double})`, 'TimeLimitExceededException'],
  ['a doubling list as text', `str(${double})`, 'TimeLimitExceededException'],
  ['doubling lists compared', `${double} = ${double}`, 'TimeLimitExceededException'],
  ['a doubling list flattened', `${double}.flatten().len()`, 'TimeLimitExceededException'],
  [
    'a pattern that is dear, again and again',
    `range(190).where('${'a'.repeat(3000)}' =~ '(a|aa)+b').len()`,
    'TimeLimitExceededException',
  ],
  ['a backtracking pattern', `regex('(a*)*\\\\1b').matches('${'a'.repeat(40)}')`, 'RegexBudgetExceeded'],
];

describe('hostile expressions', () => {
  it.each(HOSTILE)('%s', (_, expression, error) => {
    const start = process.cpuUsage();
    expect(errorOf(expression)).toBe(error);
    const used = process.cpuUsage(start);
    expect((used.user + used.system) / 1e6).toBeLessThan(2);
  });
});

describe('limits', () => {
  it('count the items of a collection', () => {
    expect(run('range(200).len()')).toBe(200);
    expect(errorOf('range(201).toList()')).toBe('CollectionTooLargeException');
    expect(run('range(201).toList().len()', {}, { limitIterators: 300 })).toBe(201);
    expect(errorOf('[1, 2, 3]', {}, { limitIterators: 2 })).toBe('CollectionTooLargeException');
  });

  it('count the bytes of a value', () => {
    expect(run("('x' * 9900).len()")).toBe(9900);
    expect(errorOf("'x' * 9990")).toBe('MemoryQuotaExceededException');
    expect(run("('x' * 9990).len()", {}, { memoryQuota: 20_000 })).toBe(9990);
  });

  it('allow as much recursion as the reference', () => {
    const factorial = 'def(f, switch($ < 2 => 1, true => $ * f($ - 1))) -> f';
    expect(run(`${factorial}(20)`)).toBe(2432902008176640000n);
    expect(errorOf(`${factorial}(500)`)).toBe('RecursionError');
  });

  it('count steps', () => {
    expect(errorOf('range(100).select($ + 1).sum()', {}, { maxSteps: 50 })).toBe('TimeLimitExceededException');
  });
});
