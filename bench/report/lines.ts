/** What is printed as it is measured. */
import type {
  BesideFigures,
  ListedFigures,
  ReadFigures,
  ShapeFigures,
  UpdateFigures,
  VerbFigures,
} from '../results.ts';
import { total } from './total.ts';

const part = (value: number | null, print: (value: number) => string): string[] =>
  value === null ? [] : [print(value)];

export function shapeLine(figures: ShapeFigures): string {
  const { shape, size, create, delete: remove, peakMiB } = figures;
  const both = (of: (verb: VerbFigures) => number | null) => total(figures, of);
  return [
    shape.padEnd(15),
    `create ${create.seconds.toFixed(2).padStart(8)} s`,
    `${(size / create.seconds).toFixed(0).padStart(6)}/s`,
    `${((create.seconds * 1000) / size).toFixed(2).padStart(8)} ms each`,
    ...part(remove?.seconds ?? null, (s) => `delete ${s.toFixed(2).padStart(7)} s`),
    ...part(
      both((verb) => verb.cpuSeconds),
      (s) => `CPU ${((s * 1000) / size).toFixed(2).padStart(7)} ms each`,
    ),
    ...part(
      both((verb) => verb.databaseCpuSeconds),
      (s) => `database's ${((s * 1000) / size).toFixed(2)} ms`,
    ),
    ...part(
      both((verb) => verb.commits),
      (n) => `${n.toFixed(0).padStart(5)} commits`,
    ),
    ...part(peakMiB, (mib) => `peak ${mib.toFixed(0)} MiB`),
  ].join('  ');
}

export function updateLine({ size, p50, best, cpu }: UpdateFigures): string {
  const times = `update of 1 in ${size}: p50 ${p50.toFixed(0)} ms, best ${best.toFixed(0)} ms`;
  return [times, ...part(cpu, (ms) => `CPU ${ms.toFixed(0)} ms`)].join(', ');
}

export function readLine({ call, p50, p99, cpu }: ReadFigures): string {
  const times = `${call.padEnd(27)} p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`;
  return [times, ...part(cpu, (ms) => `CPU ${ms.toFixed(2)} ms`)].join('  ');
}

export function besideLine({ large, small, alone, beside, rounds }: BesideFigures): string {
  const times = ({ p50, p99 }: { p50: number; p99: number }) => `p50 ${p50.toFixed(0)} ms  p99 ${p99.toFixed(0)} ms`;
  return `a stack of ${small} alone ${times(alone)}, while one of ${large} is being made ${times(beside)} (${rounds} times)`;
}

export function listedLines({ stacks, createSeconds, cpuSeconds, peakMiB, reads }: ListedFigures): string[] {
  const made = [
    `${stacks} stacks made in ${createSeconds.toFixed(1)} s`,
    ...part(cpuSeconds, (s) => `CPU ${((s * 1000) / stacks).toFixed(2)} ms each`),
    ...part(peakMiB, (mib) => `peak ${mib.toFixed(0)} MiB`),
  ];
  return [`${made.join('  ')}; with them there:`, ...reads.map((read) => `  ${readLine(read)}`)];
}
