import { expect, it } from 'vitest';
import { agenda } from '../../bench/agenda.ts';

const names = ({ shapes }: { shapes: { name: string }[] }) => shapes.map(({ name }) => name);

it('asks of the reference a part of what it asks of Hearth', () => {
  for (const quick of [true, false]) {
    const { hearth, reference } = agenda({ quick, only: [] });
    expect(names(reference).length).toBeGreaterThan(0);
    const theirs = [...names(reference), ...reference.last.map(({ name }) => name)];
    expect(names(hearth)).toEqual(expect.arrayContaining(theirs));
    expect(hearth.updates.map(({ size }) => size)).toEqual(
      expect.arrayContaining(reference.updates.map(({ size }) => size)),
    );
  }
});

it('leaves out what is not named', () => {
  expect(names(agenda({ quick: false, only: ['nested', 'group'] }).hearth)).toEqual([
    'group 200',
    'nested 80x1',
    'nested 1000x22',
  ]);
  const plan = agenda({ quick: false, only: ['flat 100', 'reads'] });
  expect(names(plan.hearth)).toEqual(['flat 100']);
  expect(plan.hearth.reads).toBeGreaterThan(0);
  expect(plan.hearth.updates).toEqual([]);
  expect(plan.hearth.listed).toBe(0);
  expect(plan.hearth.beside).toBeNull();
  expect(plan.language).toBe(false);
});

it('refuses a name that nothing has', () => {
  expect(() => agenda({ quick: true, only: ['flut'] })).toThrow(/flut/);
});
