/** Figures as a run might bring them. */
import type { Report, Results, ShapeFigures } from '../../bench/results.ts';

export function shapeFigures(size: number, set: Partial<ShapeFigures> = {}): ShapeFigures {
  return {
    shape: `flat ${size}`,
    size,
    rounds: 1,
    createSeconds: size / 1000,
    deleteSeconds: size / 2000,
    cpuSeconds: size / 1000,
    databaseCpuSeconds: null,
    peakMiB: 200,
    commits: 8,
    ...set,
  };
}

export function results(name: string, set: Partial<Results> = {}): Results {
  return { name, memory: null, shapes: [], updates: [], reads: [], listed: null, ...set };
}

export function report(all: Results[]): Report {
  return {
    date: '2026-11-01T00:00:00.000Z',
    node: 'v24.0.0',
    machine: { cpu: 'CPU', cores: 2, memoryGiB: 8 },
    results: all,
  };
}
