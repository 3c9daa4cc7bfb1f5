/** The plan that a request amounts to: from nothing, or from the stack that is there. */
import type { StackRequest } from '../../engine/orchestrator.ts';
import type { Plan } from '../../plan/plan.ts';
import type { StackRow } from '../../store/rows.ts';
import { findStack, type Solo } from './solo.ts';

export async function planFor(solo: Solo, request: StackRequest): Promise<{ stack: StackRow | null; plan: Plan }> {
  const { orchestrator, caller } = solo;
  const stack = await findStack(solo, request.stackName ?? '');
  const { plan } =
    stack === null
      ? await orchestrator.previewCreate(caller, request)
      : await orchestrator.previewUpdate(caller, stack, request);
  return { stack, plan };
}
