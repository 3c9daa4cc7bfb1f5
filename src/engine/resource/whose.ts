/**
 * Whose an object is. A physical id is mostly the id of an object, which one row has made or found; then no other stack's row may take it. Some are
 * only names (a key pair's), which mean the same within a project or to a user; a tie's is made of the ends that it ties; what nothing
 * outside stands behind, and what an external_id only refers to, is nobody's.
 */
import type { Catalogue, ResourceType } from '../../resources/type.ts';
import type { Claim, IdHolder } from '../../store/claims.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';

/** Ids of services: UUIDs, with dashes or without. */
const UNIQUE = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/i;

export function holderOf(row: ResourceRow, stack: StackRow, physicalId: string): IdHolder {
  return {
    physicalId,
    resourceId: row.id,
    stackId: stack.id,
    projectId: stack.projectId,
    ownerUserId: stack.ownerUserId,
    type: row.type,
  };
}

/** Whether two rows of different stacks that have the same physical id mean the same object. */
export function sameObject(catalogue: Catalogue, one: IdHolder, other: IdHolder): boolean {
  if (one.stackId === other.stackId) return false;
  const [type, otherType] = [catalogue.get(one.type), catalogue.get(other.type)];
  if (type?.local === true || otherType?.local === true) return false;
  if (type?.sharesIds === true || otherType?.sharesIds === true) return false;
  const sameType = (type?.name ?? one.type) === (otherType?.name ?? other.type);
  if (!UNIQUE.test(one.physicalId)) {
    return sameType && (one.projectId === other.projectId || one.ownerUserId === other.ownerUserId);
  }
  // A tie may have the id of one of its ends, and is not that.
  return sameType || (type?.ties === undefined && otherType?.ties === undefined);
}

/** What a row claims with a physical id; null where others may have the same. */
export function claimOf(
  catalogue: Catalogue,
  type: ResourceType,
  row: ResourceRow,
  stack: StackRow,
  physicalId: string,
): Claim | null {
  const shared = type.local || type.nestedStack === true || type.ties !== undefined || type.sharesIds === true;
  if (shared || row.externalId !== null) return null;
  const by = holderOf(row, stack, physicalId);
  return { by, isRival: (other) => sameObject(catalogue, by, other) };
}

/** Where rows of all stacks are found. */
interface Among {
  readonly store: Store;
  readonly catalogue: Catalogue;
}

/** Which of these physical ids belong to other rows: to these, or to any of another stack. */
export async function ownedByOthers(
  { store, catalogue }: Among,
  { row, stack }: { row: ResourceRow; stack: StackRow },
  rows: Iterable<ResourceRow>,
  physicalIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const asked = new Set(physicalIds);
  const owned = new Set<string>();
  for (const other of rows) {
    if (other.id !== row.id && other.physicalId !== null && asked.has(other.physicalId)) owned.add(other.physicalId);
  }
  for (const owner of await store.ownersOf([...asked])) {
    const mine = holderOf(row, stack, owner.physicalId);
    if (sameObject(catalogue, mine, owner)) owned.add(owner.physicalId);
  }
  return owned;
}

/** A row of another stack has the object. */
export async function isElsewhere(
  { store, catalogue }: Among,
  row: ResourceRow,
  stack: StackRow,
  physicalId: string,
): Promise<boolean> {
  const mine = holderOf(row, stack, physicalId);
  return (await store.ownersOf([physicalId])).some((owner) => sameObject(catalogue, mine, owner));
}
