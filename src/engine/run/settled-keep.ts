/** Steps in which nothing is to be done: the planner saw, with everything known, that a resource stays as it is. */
import type { Step } from '../../plan/index.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { plainData } from '../../template/properties/index.ts';
import { asksAbout } from '../resource/properties.ts';
import { isReplaced } from './replacement.ts';
import type { StackRun } from './stack-run.ts';

export function isSettledKeep(run: StackRun, step: Step): boolean {
  const { decision, resource: name, kind } = step;
  if (kind !== 'do' || decision.fate !== 'keep' || decision.either.length > 1) return false;
  if (decision.reason.why !== 'unchanged' || run.doubtful.has(name)) return false;
  const row = run.current.get(name);
  const type = run.model?.resource(name)?.type;
  if (row === undefined || type === undefined || row.status !== 'COMPLETE' || row.id !== step.rowId) return false;
  if (run.forgotten.has(row.id)) return false;
  // A breakpoint to stop at, or a replacement to be taken back.
  if (run.hooks.size > 0 || isReplaced(row) || run.hooksOf(name).has('pre-update')) return false;
  return !asksAbout(type, plainData(givenTo(run, row)));
}

function givenTo(run: StackRun, row: ResourceRow) {
  const plain = run.model?.plain(row.name) ?? null;
  return plain === null ? (row.properties ?? {}) : plain.properties;
}
