/** Figures as a run might bring them. */
import type { Report, Results, ShapeFigures, VerbFigures } from '../../bench/results.ts';

export function verbFigures(seconds: number, set: Partial<VerbFigures> = {}): VerbFigures {
  return { seconds, cpuSeconds: seconds, databaseCpuSeconds: null, commits: 4, ...set };
}

export function shapeFigures(size: number, set: Partial<ShapeFigures> = {}): ShapeFigures {
  return {
    shape: `flat ${size}`,
    size,
    rounds: 1,
    create: verbFigures(size / 1000),
    delete: verbFigures(size / 1000),
    peakMiB: 200,
    ...set,
  };
}

export function results(name: string, set: Partial<Results> = {}): Results {
  return { name, memory: null, shapes: [], updates: [], reads: [], listed: null, beside: null, ...set };
}

export function report(all: Results[]): Report {
  return {
    date: '2026-11-01T00:00:00.000Z',
    node: 'v24.0.0',
    machine: { cpu: 'CPU', cores: 2, memoryGiB: 8 },
    results: all,
  };
}
