/**
 * Whose an object in a cloud is. A row that gets the id of an object claims it: the commit is refused where a row of another stack holds it, so of
 * two stacks that come upon one object (both gave it the same name, and each lost the answer to its own create) one gets it. Claims of one id
 * take turns (a lock by the id), also between processes, so two cannot both find it free.
 */
import type { DatabaseRecord } from './codec.ts';

/** A row with a physical id, as far as it matters whose that is. */
export interface IdHolder {
  physicalId: string;
  resourceId: string;
  stackId: string;
  projectId: string;
  ownerUserId: string;
  type: string;
}

export interface Claim {
  by: IdHolder;
  /** Whether what this other row holds under the same id is the same object. */
  isRival(other: IdHolder): boolean;
}

/** A row of another stack holds the id. */
export class Taken extends Error {
  readonly by: IdHolder;
  readonly holder: IdHolder;
  constructor(by: IdHolder, holder: IdHolder) {
    super(`The object ${by.physicalId} belongs to a resource of stack ${holder.stackId}.`);
    this.by = by;
    this.holder = holder;
  }
}

/** Live rows with one of the ids. What is only referred to (`external_id`) is nobody's. */
export function holdersOf(condition: string): string {
  return `SELECT r.physical_id, r.id, r.stack_id, s.project_id, s.owner_user_id, r.type
    FROM resources r JOIN stacks s ON s.id = r.stack_id
    WHERE r.physical_id IS NOT NULL AND r.physical_id ${condition} AND r.external_id IS NULL AND s.deleted_at IS NULL`;
}

export function holderFrom(record: DatabaseRecord): IdHolder {
  const text = (column: string) => record[column] as string;
  return {
    physicalId: text('physical_id'),
    resourceId: text('id'),
    stackId: text('stack_id'),
    projectId: text('project_id'),
    ownerUserId: text('owner_user_id'),
    type: text('type'),
  };
}

/** Who holds which id, while a batch is decided. */
export class Holders {
  readonly #byRow = new Map<string, IdHolder>();
  readonly #byId = new Map<string, Set<IdHolder>>();

  constructor(found: readonly IdHolder[]) {
    for (const holder of found) this.add(holder);
  }

  refusal({ by, isRival }: Claim): Taken | null {
    for (const holder of this.#byId.get(by.physicalId) ?? []) {
      if (holder.resourceId !== by.resourceId && isRival(holder)) return new Taken(by, holder);
    }
    return null;
  }

  add(holder: IdHolder): void {
    this.remove(holder.resourceId);
    this.#byRow.set(holder.resourceId, holder);
    const holders = this.#byId.get(holder.physicalId);
    if (holders === undefined) this.#byId.set(holder.physicalId, new Set([holder]));
    else holders.add(holder);
  }

  remove(resourceId: string): void {
    const holder = this.#byRow.get(resourceId);
    if (holder === undefined) return;
    this.#byRow.delete(resourceId);
    this.#byId.get(holder.physicalId)?.delete(holder);
  }
}
