/** Choosing between expressions. */
import { fn, method, param } from '../dispatch/definition.ts';
import { int, type LazyRule, lambda, lazyRule } from '../dispatch/types.ts';
import { truthy } from '../values/conversion.ts';
import { Iter } from '../values/iteration.ts';
import { place } from '../values/text.ts';

type Thunk = () => unknown;

function* trueCases(cases: readonly Thunk[]): Generator<number> {
  for (const [index, condition] of cases.entries()) if (truthy(condition())) yield index;
}

function* results(cases: readonly Thunk[]): Generator<boolean> {
  for (const condition of cases) yield truthy(condition());
}

export const branching = [
  fn('switch', [], (_, ...rules: LazyRule[]) => rules.find((rule) => truthy(rule.source()))?.destination() ?? null, {
    rest: lazyRule(),
    noKwargs: true,
  }),
  fn(
    'selectCase',
    [],
    (_, ...cases: Thunk[]) => {
      const index = cases.findIndex((condition) => truthy(condition()));
      return index < 0 ? cases.length : index;
    },
    { rest: lambda() },
  ),
  fn('selectAllCases', [], (_, ...cases: Thunk[]) => new Iter(trueCases(cases)), { rest: lambda() }),
  fn('examine', [], (_, ...cases: Thunk[]) => new Iter(results(cases)), { rest: lambda() }),
  method(
    'switchCase',
    [param('case', int())],
    (_, chosen: unknown, ...cases: Thunk[]) => {
      const index = place(chosen);
      const taken = index >= 0 && index < cases.length ? cases[index] : cases.at(-1);
      return taken ? taken() : null;
    },
    { rest: lambda() },
  ),
  fn(
    'coalesce',
    [],
    (_, ...choices: Thunk[]) => {
      for (const choice of choices) {
        const value = choice();
        if (value !== null) return value;
      }
      return null;
    },
    { rest: lambda() },
  ),
];
