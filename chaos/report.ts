/** The figures of a run as text. */
import type { ClusterFigures } from './cluster/run.ts';
import type { EmbeddedFigures } from './embedded/run.ts';

const ms = (value: number) => `${Math.round(value)} ms`;

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export const spread = (values: readonly number[]): string =>
  values.length === 0
    ? 'none'
    : `p50 ${ms(quantile(values, 0.5))}, p99 ${ms(quantile(values, 0.99))}, most ${ms(Math.max(...values))}`;

const counts = (figures: Readonly<Record<string, number>>): string => {
  const all = Object.values(figures).reduce((sum, count) => sum + count, 0);
  return `${all} (${Object.entries(figures)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')})`;
};

export function embeddedReport(figures: EmbeddedFigures): string {
  return [
    '',
    'embedded: one process on SQLite, a stack of 30 resources',
    `  kills        ${counts(figures.kills)}`,
    `  operations   ${counts(figures.operations)}`,
    `  undisturbed  create ${ms(figures.undisturbed.create)}, update ${ms(figures.undisturbed.update)}, delete ${ms(figures.undisturbed.delete)}`,
    `  until it answers again            ${spread(figures.restart)}`,
    `  from then until the operation end ${spread(figures.recovery)}`,
    `  violations   ${figures.violations.length}`,
    `  wall time    ${figures.seconds.toFixed(0)} s`,
  ].join('\n');
}

export function clusterReport(figures: ClusterFigures): string {
  return [
    '',
    'cluster: engines and APIs on one PostgreSQL, a cloud with faults',
    `  stacks       ${figures.stacks}`,
    `  operations   ${counts(figures.operations as Record<string, number>)}, of which refused ${figures.refused}`,
    `  kills        ${counts(figures.kills)}`,
    `  faults       ${counts(figures.faults)}`,
    `  adoptions    ${figures.adoptions}`,
    `  500 answers  ${figures.internalErrors}`,
    `  stacks without an owner           ${spread(figures.recovery)} (${figures.recovery.length} times)`,
    `  from the last kill to quiescence  ${ms(figures.quiescence)}`,
    `  final states ${counts(figures.endStates)}`,
    `  violations   ${figures.violations.length}`,
    `  wall time    ${figures.seconds.toFixed(0)} s`,
  ].join('\n');
}
