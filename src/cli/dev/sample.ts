/** The sample stack: made at the first start, found at later ones. */
import { fileURLToPath } from 'node:url';
import type { Caller, Orchestrator } from '../../engine/orchestrator.ts';
import { HeatError } from '../../errors.ts';
import type { StackRow } from '../../store/rows.ts';
import { collectFiles } from '../files/collect.ts';

export const SAMPLE = 'hello-hearth';

/** Resolves to the stack and whether it was made just now. */
export async function findOrCreateSample(
  orchestrator: Orchestrator,
  caller: Caller,
): Promise<{ stack: StackRow; isNew: boolean }> {
  try {
    return { stack: await orchestrator.find(caller, { name: SAMPLE }), isNew: false };
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'EntityNotFound') throw error;
  }
  const { template, files } = await collectFiles(fileURLToPath(new URL('sample/stack.yaml', import.meta.url)));
  const { stackId } = await orchestrator.create(caller, { stackName: SAMPLE, template, files, disableRollback: true });
  return { stack: await orchestrator.find(caller, { id: stackId }), isNew: true };
}
