/** What the vectors leave out: the clock, chance, conversion of results, and odd ends of the library. */
import { describe, expect, it } from 'vitest';
import { Float } from '../../../src/template/value.ts';
import { toValue, YaqlSet } from '../../../src/template/yaql/index.ts';
import { errorOf, run } from './run.ts';

const now = (): Date => new Date(Date.UTC(2024, 1, 29, 10, 20, 30, 456));

describe('time', () => {
  it('comes from the clock that is given', () => {
    expect(run("now().format('%Y-%m-%d %H:%M:%S.%f')", {}, { now })).toBe('2024-02-29 10:20:30.456000');
    expect(run("now(timespan(hours => 2)).format('%H %z')", {}, { now })).toBe('12 +0200');
    expect(errorOf('now()')).toBe('RuntimeError');
  });

  it('fills in what a date leaves out', () => {
    expect(run("datetime('10:30').format('%F %R')", {}, { now })).toBe('2024-02-29 10:30');
    expect(run("datetime('Jan 5').format('%F')", {}, { now })).toBe('2024-01-05');
    expect(run("datetime('5/6/75').year", {}, { now })).toBe(1975);
    expect(run("datetime('Friday').format('%F')", {}, { now })).toBe('2024-03-01');
  });

  it.each<[string, string]>([
    ['Thu Sep 25 10:36:28 2003', '2003-09-25 10:36:28+00:00'],
    ['2003-09-25T10:49:41.5-03:00', '2003-09-25 10:49:41.500000-03:00'],
    ['20030925T104941-0300', '2003-09-25 10:49:41-03:00'],
    ['July 4, 1976 12:01:02 am', '1976-07-04 00:01:02+00:00'],
    ['3rd of May 2001', '2001-05-03 00:00:00+00:00'],
    ['12h15m 13.01.2020', '2020-01-13 12:15:00+00:00'],
    ['2020-01-01 10:00 GMT+3', '2020-01-01 10:00:00-03:00'],
  ])('reads %s', (text, shown) => expect(run(`str(datetime('${text}'))`)).toBe(shown));

  it.each(['', 'x', '2020-13-45', 'nan', '1/2/3/4'])('refuses %j', (text) =>
    expect(errorOf(`datetime('${text}')`)).toBe('ParserError'),
  );
});

describe('chance', () => {
  it('comes from the source that is given', () => {
    expect(run('random()', {}, { random: () => 0.25 })).toBe(0.25);
    expect(run('random(1, 6)', {}, { random: () => 0.99 })).toBe(6);
    expect(errorOf('random()')).toBe('RuntimeError');
  });
});

describe('results', () => {
  it('become values of templates', () => {
    expect(toValue(run('[set(1), datetime(2020, 1, 2), {a => 1.0}]'))).toEqual([
      [1],
      '2020-01-02T00:00:00.000000',
      { a: new Float(1) },
    ]);
    expect(() => toValue(run('timespan(days => 1)'))).toThrow();
  });

  it('keep sets apart from lists', () => expect(run('set(2, 1)')).toBeInstanceOf(YaqlSet));

  it('spell keys as JSON does', () => {
    expect(run('{1 => a, null => b, 1.5 => c, false => d}')).toEqual({ '1': 'a', null: 'b', '1.5': 'c', false: 'd' });
    expect(errorOf('{[1] => 2}')).toBe('TypeError');
  });

  it('take keys that JavaScript objects have anyway', () => {
    const data = JSON.parse('{"__proto__": 1, "constructor": 2}');
    expect(run('$.data.constructor', data)).toBe(2);
    expect(run("$.data['__proto__']", data)).toBe(1);
    expect(errorOf('$.data.toString', data)).toBe('KeyError');
    expect(Object.keys(run('$.data', data) as object)).toEqual(['__proto__', 'constructor']);
  });

  it('may not be contexts', () => expect(errorOf('let(1)')).toBe('TypeError'));
});

describe('sets', () => {
  it('are gone through in the order of CPython where there is one', () => {
    expect(run('set(3, 1, 2).toList()')).toEqual([1, 2, 3]);
    expect(run('set(100, 8, 0, 16).toList()')).toEqual([8, 0, 100, 16]);
    expect(run('(set(2, 3) + set(1, 2, 3)).toList()')).toEqual([1, 2, 3]);
  });
});

describe('formats', () => {
  it.each<[string, string]>([
    ["'{0:>5}|{1:^5}|{x}'.format(1, a, x => 2)", '    1|  a  |2'],
    ["'{0:,.2f}'.format(1234567.891)", '1,234,567.89'],
    ["'{0:#x} {0:b} {0:05d}'.format(10)", '0xa 1010 00010'],
    ["'{0[a][1]!r}'.format({a => [1, x]})", "'x'"],
    ["'{0:%Y/%m}'.format(datetime(2020, 5, 6))", '2020/05'],
    ["'{0:.3g} {0:e} {0:%}'.format(0.000123456)", '0.000123 1.234560e-04 0.012346%'],
  ])('%s', (expression, shown) => expect(run(expression)).toBe(shown));
});
