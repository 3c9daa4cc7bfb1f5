/** What the kernel knows of every object. */
import type { Collection, IndexKey, Stored } from '../state/collection.ts';
import type { World } from '../state/world.ts';

export interface Item extends Stored {
  /** Nothing for what belongs to no project. */
  project_id?: string;
  [attribute: string]: unknown;
}

/** A collection of them, filed by project, name, and the members and indexes given. */
export const collect = <T extends Item>(
  world: World,
  kind: string,
  members: readonly (keyof T & string)[] = [],
  indexes: Record<string, IndexKey<T>> = {},
): Collection<T> => {
  const filed = members.map((member) => [member, (item: T) => item[member] as string | null]);
  const common = { project: (item: T) => item.project_id, name: (item: T) => item.name as string | undefined };
  return world.collection<T>(kind, { ...common, ...Object.fromEntries(filed), ...indexes });
};
