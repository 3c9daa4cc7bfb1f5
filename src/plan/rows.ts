/** What the planner has to know of the resources that a stack has: the part of their rows that plans depend on. */

export interface ExistingResource {
  /** The row's id. */
  id: string;
  name: string;
  type: string;
  action: string;
  status: string;
  physicalId: string | null;
  /** Definition that it was last brought to. */
  definitionId: string;
  /** Names of the resources that it was built upon. */
  requires: readonly string[];
  replaces: string | null;
  replacedBy: string | null;
  createdAt: number;
}

/**
 * Which row stands for each name as things are, where several rows bear it because a replacement was cut short or is being rolled back:
 * the one that was brought to the stack's definition, else the one of the definition before, else the newest that is
 * not on its way out.
 */
export function currentRows<R extends ExistingResource>(
  rows: Iterable<R>,
  definition: string,
  previousDefinition: string | null,
): Map<string, R> {
  return bestOf(rows, (row) => {
    if (row.action === 'DELETE') return 0;
    if (row.definitionId === definition) return 3;
    return isBefore(row, previousDefinition) ? 2 : 1;
  });
}

/**
 * Which row a plan goes on from. Unlike {@link currentRows} it would rather have what was replaced than a replacement that failed: where
 * the wanted definition is the old one again, the old resource is simply kept. What could not be deleted and is as it should be (`isMendable`)
 * counts as if nobody had tried.
 */
export function candidateRows<R extends ExistingResource>(
  rows: Iterable<R>,
  wantedDefinition: string,
  previousDefinition: string | null,
  isMendable: (row: R) => boolean = () => false,
): Map<string, R> {
  return bestOf(rows, (row) => {
    let rank = 0;
    const isBack = row.action === 'DELETE' && isMendable(row);
    if (row.action === 'DELETE' && !isBack) rank -= 50;
    if (row.status === 'FAILED' && !isBack) rank -= 30;
    if (row.replacedBy !== null) rank -= 1;
    if (isBefore(row, previousDefinition)) rank += 5;
    if (row.definitionId === wantedDefinition) rank += 10;
    return rank;
  });
}

const isBefore = (row: ExistingResource, previousDefinition: string | null) =>
  row.definitionId === previousDefinition && row.replacedBy === null;

function bestOf<R extends ExistingResource>(rows: Iterable<R>, rank: (row: R) => number): Map<string, R> {
  const best = new Map<string, R>();
  for (const row of rows) {
    const other = best.get(row.name);
    if (other === undefined || rank(row) > rank(other) || (rank(row) === rank(other) && isLater(row, other)))
      best.set(row.name, row);
  }
  return best;
}

function isLater(a: ExistingResource, b: ExistingResource): boolean {
  if (a.replaces === b.id) return true;
  if (b.replaces === a.id) return false;
  return a.createdAt > b.createdAt;
}
