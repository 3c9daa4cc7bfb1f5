/**
 * A report as tables of Markdown: one for each figure, a row for each thing measured, a column for each orchestrator, and how many times
 * less Hearth took than the reference. Of Hearth's columns the last counts, which is the one with a database server of its own.
 */
import type { ReadFigures, Report, Results, ShapeFigures, UpdateFigures } from '../results.ts';
import { total } from './total.ts';

const REFERENCE = 'reference';

export function tables({ date, node, machine, results }: Report): string {
  const about = `${date.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, Node ${node}`;
  return [
    about,
    table(
      'create',
      results,
      shapeFigures((s) => s.create.seconds),
      seconds,
    ),
    table(
      'delete',
      results,
      shapeFigures((s) => s.delete?.seconds ?? null),
      seconds,
    ),
    table(
      'create, per resource',
      results,
      shapeFigures((s) => (s.create.seconds * 1000) / s.size),
      milliseconds,
    ),
    table(
      'CPU per resource, create',
      results,
      shapeFigures((s) => perResource(s, s.create.cpuSeconds)),
      milliseconds,
    ),
    table(
      'CPU per resource, create and delete',
      results,
      shapeFigures((s) => perResource(s, bothCpu(s))),
      milliseconds,
    ),
    table(
      "database server's CPU per resource",
      results,
      shapeFigures((s) =>
        perResource(
          s,
          total(s, (verb) => verb.databaseCpuSeconds),
        ),
      ),
      milliseconds,
    ),
    table('peak memory', results, memoryFigures, mebibytes),
    table(
      'database commits',
      results,
      shapeFigures((s) => total(s, (verb) => verb.commits)),
      count,
    ),
    table('update of one resource', results, updateFigures, milliseconds),
    table('small stacks beside a large one', results, besideFigures, milliseconds),
    table(
      'reads',
      results,
      readFigures(({ reads }) => reads),
      milliseconds,
    ),
    table(
      `reads among ${stacksListed(results)} stacks`,
      results,
      readFigures(({ listed }) => listed?.reads ?? []),
      milliseconds,
    ),
    ...growth(results),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}

type Figure = readonly [what: string, value: number | null];

const bothCpu = (figures: ShapeFigures) => total(figures, (verb) => verb.cpuSeconds);
const perResource = ({ size }: ShapeFigures, total: number | null) => (total === null ? null : (total * 1000) / size);

const shapeFigures =
  (value: (figures: ShapeFigures) => number | null) =>
  ({ shapes }: Results): Figure[] =>
    shapes.map((figures) => [figures.shape, value(figures)]);

const readFigures =
  (reads: (results: Results) => readonly ReadFigures[]) =>
  (results: Results): Figure[] =>
    reads(results).flatMap(({ call, p50, p99, cpu }): Figure[] => [
      [`${call}, p50`, p50],
      [`${call}, p99`, p99],
      [`${call}, CPU`, cpu],
    ]);

function updateFigures({ updates }: Results): Figure[] {
  return updates.flatMap(({ size, p50, cpu }: UpdateFigures): Figure[] => [
    [`1 of ${size}, p50`, p50],
    [`1 of ${size}, CPU`, cpu],
  ]);
}

function besideFigures({ beside }: Results): Figure[] {
  if (beside === null) return [];
  const { large, small } = beside;
  return [
    [`${small} resources, alone, p50`, beside.alone.p50],
    [`${small} resources, alone, p99`, beside.alone.p99],
    [`${small} beside ${large}, p50`, beside.beside.p50],
    [`${small} beside ${large}, p99`, beside.beside.p99],
  ];
}

function memoryFigures({ memory, shapes, listed }: Results): Figure[] {
  return [
    ['at the start', memory?.startMiB ?? null],
    ...shapes.map(({ shape, peakMiB }): Figure => [shape, peakMiB]),
    [`${listed?.stacks ?? 0} stacks`, listed?.peakMiB ?? null],
    ['at the end', memory?.restMiB ?? null],
  ];
}

const stacksListed = (results: readonly Results[]) =>
  results.find(({ listed }) => listed !== null)?.listed?.stacks ?? 0;

/** Null where there is nothing to tell. */
function table(
  title: string,
  results: readonly Results[],
  figures: (results: Results) => Figure[],
  print: (value: number) => string,
): string | null {
  const columns = results.map((result) => ({ name: result.name, values: new Map(figures(result)) }));
  const known = [...new Set(columns.flatMap(({ values }) => [...values.keys()]))].filter((what) =>
    columns.some(({ values }) => (values.get(what) ?? null) !== null),
  );
  if (known.length === 0) return null;
  const theirs = columns.find(({ name }) => name === REFERENCE);
  const ours = columns.findLast(({ name }) => name !== REFERENCE);
  const lines = known.map((what) => {
    const cells = columns.map(({ values }) => cell(values.get(what) ?? null, print));
    return theirs === undefined
      ? [what, ...cells]
      : [what, ...cells, ratio(ours?.values.get(what), theirs.values.get(what))];
  });
  const head = [title, ...columns.map(({ name }) => name), ...(theirs === undefined ? [] : ['ratio'])];
  return [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...lines]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

const cell = (value: number | null, print: (value: number) => string) => (value === null ? '' : print(value));

function ratio(ours: number | null | undefined, theirs: number | null | undefined): string {
  if (ours == null || theirs == null || ours === 0) return '';
  const times = theirs / ours;
  return times >= 100 ? times.toFixed(0) : times.toPrecision(2);
}

/** Whether a large stack costs more for each resource than a small one. */
function growth(results: readonly Results[]): string[] {
  return results.flatMap(({ name, shapes }) => {
    const small = shapes.find(({ shape }) => shape === 'flat 100');
    const large = shapes.find(({ shape }) => shape === 'flat 10000');
    if (small === undefined || large === undefined) return [];
    const cpu = (perResource(large, bothCpu(large)) ?? 0) / (perResource(small, bothCpu(small)) ?? Number.NaN);
    const wall = large.create.seconds / large.size / (small.create.seconds / small.size);
    return [
      `${name}: a resource in a stack of 10,000 costs ${wall.toFixed(2)} times the time and ${cpu.toFixed(2)} times the CPU of one in a stack of 100.`,
    ];
  });
}

const seconds = (value: number) => `${digits(value)} s`;
const milliseconds = (value: number) => `${digits(value)} ms`;
const mebibytes = (value: number) => `${value.toFixed(0)} MiB`;
const count = (value: number) => value.toFixed(0);
const digits = (value: number) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
