/** The ears of a stack while an operation is performed on it: what is heard is written by the run's journal, in its order. */
import { currentRows } from '../../plan/index.ts';
import type { StackRun } from '../run/stack-run.ts';
import type { Listener } from './ears.ts';

export function duringRun(run: StackRun): Listener {
  const { definitionId, goodDefinitionId } = run.stack;
  return {
    async open(name) {
      const row =
        run.current.get(name) ?? currentRows([...run.rows.values()], definitionId, goodDefinitionId).get(name);
      return { around: run, row };
    },
    isBusy: ({ status }) => status === 'IN_PROGRESS',
    commit: ({ sets, changes, asked }) =>
      run.journal.together(sets, [...changes, ...(asked?.changes ?? [])], asked?.seen ?? null),
    // What waits for the signal looks now.
    heard: () => run.waits.nudgeAll(),
  };
}
