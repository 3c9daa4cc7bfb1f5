/**
 * Who is taken out of turn. Wake-ups come in the order in which they were sent, so one project's thousands would keep another's few
 * waiting. An engine that holds as many stacks as it may therefore looks for projects with less than their share of it, and takes stacks of
 * theirs beyond what it may hold: at most as many again. Where there is one project only, nobody is kept waiting by others.
 */
export interface Candidate {
  id: string;
  projectId: string;
}

/**
 * @param waiting the oldest waiting stacks of each project
 * @param held how many stacks with something to do are held of each project
 * @param most how many may be held in all, ordinarily
 */
export function outOfTurn(waiting: readonly Candidate[], held: ReadonlyMap<string, number>, most: number): string[] {
  const projects = new Set([...held.keys(), ...waiting.map(({ projectId }) => projectId)]);
  // Some of what it was let take may not be held yet.
  if (projects.size < 2) return [];
  const share = Math.max(1, Math.floor(most / projects.size));
  const taken = new Map(held);
  const chosen: string[] = [];
  for (const { id, projectId } of waiting) {
    const has = taken.get(projectId) ?? 0;
    if (has >= share || chosen.length >= most) continue;
    taken.set(projectId, has + 1);
    chosen.push(id);
  }
  return chosen;
}
