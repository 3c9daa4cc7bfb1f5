/** How many times faster and cheaper one is than the other, shape by shape. */
import type { Results } from './rounds.ts';

export interface Ratio {
  what: string;
  hearth: number;
  reference: number;
  unit: 's' | 'ms' | 'MiB';
  times: number;
}

export function ratios(hearth: Results, reference: Results): Ratio[] {
  const found: Ratio[] = [];
  const add = (
    what: string,
    unit: Ratio['unit'],
    ours: number | null | undefined,
    theirs: number | null | undefined,
  ): void => {
    if (ours == null || theirs == null || ours === 0) return;
    found.push({ what, unit, hearth: ours, reference: theirs, times: theirs / ours });
  };
  for (const theirs of reference.shapes) {
    const ours = hearth.shapes.find(({ shape }) => shape === theirs.shape);
    if (!ours) continue;
    add(`${theirs.shape}: create`, 's', ours.createSeconds, theirs.createSeconds);
    add(`${theirs.shape}: delete`, 's', ours.deleteSeconds, theirs.deleteSeconds);
    add(`${theirs.shape}: CPU`, 's', ours.cpuSeconds, theirs.cpuSeconds);
    add(`${theirs.shape}: peak memory`, 'MiB', ours.peakMiB, theirs.peakMiB);
  }
  add(`update of 1 in ${reference.update?.size}`, 'ms', hearth.update?.p50, reference.update?.p50);
  for (const theirs of reference.reads) {
    const ours = hearth.reads.find(({ call }) => call === theirs.call);
    add(`${theirs.call}: p50`, 'ms', ours?.p50, theirs.p50);
    add(`${theirs.call}: p99`, 'ms', ours?.p99, theirs.p99);
  }
  return found;
}

export function ratioLine({ what, unit, hearth, reference, times }: Ratio): string {
  const show = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`.padStart(11);
  return `${what.padEnd(32)} Hearth ${show(hearth)}   reference ${show(reference)}   ${times.toFixed(1)} times`;
}
