/** Snapshots of a stack. */
import type { Answer, StackCall } from '../route.ts';
import { shownSnapshot } from '../views/snapshot-view.ts';
import { malformed } from './stack-request.ts';

export async function takeSnapshot({ caller, orchestrator, stack, body }: StackCall): Promise<Answer> {
  if (body === null) throw malformed();
  const name = typeof body.name === 'string' ? body.name : null;
  return { body: shownSnapshot(await orchestrator.snapshot(caller, stack, name)) };
}

export async function listSnapshots({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  return { body: { snapshots: (await orchestrator.snapshots(caller, stack)).map(shownSnapshot) } };
}

export async function showSnapshot({ caller, orchestrator, stack, params }: StackCall): Promise<Answer> {
  const row = await orchestrator.showSnapshot(caller, stack, params.snapshot_id ?? '');
  return { body: { snapshot: shownSnapshot(row) } };
}

export async function deleteSnapshot({ caller, orchestrator, stack, params }: StackCall): Promise<Answer> {
  await orchestrator.deleteSnapshot(caller, stack, params.snapshot_id ?? '');
  return {};
}

export async function restoreSnapshot({ caller, orchestrator, stack, params }: StackCall): Promise<Answer> {
  await orchestrator.restore(caller, stack, params.snapshot_id ?? '');
  return {};
}
