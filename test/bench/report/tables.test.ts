import { expect, it } from 'vitest';
import { tables } from '../../../bench/report/tables.ts';
import { report, results, shapeFigures, verbFigures } from '../results.ts';

const row = (text: string, table: string, what: string): string[] => {
  const found = text
    .split('\n\n')
    .find((part) => part.startsWith(`| ${table} |`))
    ?.split('\n')
    .find((line) => line.startsWith(`| ${what} |`));
  return (found ?? '').split('|').map((part) => part.trim());
};

it('compares the last of Hearth with the reference', () => {
  const text = tables(
    report([
      results('Hearth on SQLite', { shapes: [shapeFigures(100, { create: verbFigures(1) })] }),
      results('Hearth on PostgreSQL', { shapes: [shapeFigures(100, { create: verbFigures(2) })] }),
      results('reference', { shapes: [shapeFigures(100, { create: verbFigures(50, { commits: null }) })] }),
    ]),
  );
  expect(row(text, 'create', 'flat 100')).toEqual(['', 'flat 100', '1.00 s', '2.00 s', '50.0 s', '25', '']);
  expect(row(text, 'database commits', 'flat 100')).toEqual(['', 'flat 100', '8', '8', '', '', '']);
});

it('compares only what both have done', () => {
  const text = tables(
    report([
      results('Hearth', { updates: [{ size: 1000, p50: 10, best: 9, cpu: 8 }] }),
      results('reference', { updates: [{ size: 50, p50: 100, best: 90, cpu: null }] }),
    ]),
  );
  expect(row(text, 'update of one resource', '1 of 1000, p50')).toEqual(['', '1 of 1000, p50', '10.0 ms', '', '', '']);
  expect(row(text, 'update of one resource', '1 of 50, p50')).toEqual(['', '1 of 50, p50', '', '100 ms', '', '']);
});

it('tells nothing of a delete for which nobody waited', () => {
  const all = [
    results('Hearth', { shapes: [shapeFigures(10)] }),
    results('reference', { shapes: [shapeFigures(10, { delete: null })] }),
  ];
  const text = tables(report(all));
  expect(row(text, 'delete', 'flat 10')).toEqual(['', 'flat 10', '0.01 s', '', '', '']);
  expect(row(text, 'CPU per resource, create', 'flat 10')).toEqual(['', 'flat 10', '1.00 ms', '1.00 ms', '1.0', '']);
  expect(row(text, 'CPU per resource, create and delete', 'flat 10')).toEqual(['', 'flat 10', '2.00 ms', '', '', '']);
});

it('leaves out what nobody measured', () => {
  const text = tables(report([results('Hearth', { shapes: [shapeFigures(10, { peakMiB: null })] })]));
  expect(text).not.toContain('peak memory');
  expect(text).not.toContain('reads');
  expect(text).not.toContain('ratio');
});

it('tells how the cost of a resource grows with the stack', () => {
  const shapes = [shapeFigures(100), shapeFigures(10_000, { create: verbFigures(12, { cpuSeconds: 12 }) })];
  expect(tables(report([results('Hearth', { shapes })]))).toContain('costs 1.20 times the time and 1.10 times the CPU');
});
