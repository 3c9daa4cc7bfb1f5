/** How an operation begins: it is noted to run, and forgets the breakpoints of those before it. */
import type { StackRun } from './stack-run.ts';

export function startOperation(run: StackRun): void {
  const { operation } = run;
  if (operation.state !== 'queued') return;
  // Breakpoints of an earlier operation mean nothing to this one.
  for (const [key, hook] of run.hooks) {
    if (hook.createdAt >= operation.createdAt) continue;
    run.hooks.delete(key);
    run.journal.add({ remove: 'hook', id: hook.id });
  }
  operation.state = 'running';
  operation.startedAt = run.now();
  run.journal.addConditional({
    patch: 'operation',
    id: operation.id,
    set: { state: 'running', startedAt: operation.startedAt },
  });
}
