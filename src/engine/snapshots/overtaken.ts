import type { StackRow } from '../../store/rows.ts';
import type { Change, Store } from '../../store/store.ts';

/** A snapshot that is being taken while another operation takes over will never be whole. */
export async function overtakenSnapshots({ store }: { store: Store }, stack: StackRow): Promise<Change[]> {
  if (stack.action !== 'SNAPSHOT' || stack.status !== 'IN_PROGRESS') return [];
  const open = (await store.snapshots(stack.id)).filter(({ status }) => status === 'IN_PROGRESS');
  return open.map((row) => {
    const failed = { status: 'FAILED' as const, reason: 'Another operation took over while the snapshot was taken' };
    return { put: 'snapshot', row: { ...row, ...failed, data: { ...row.data, status: failed.status } } };
  });
}
