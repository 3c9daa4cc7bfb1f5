/**
 * Everything that is in the cloud, for tests that prove that nothing is left over and nothing doubled. Objects of
 * users (servers, ports, volumes, stack users …) are listed per project; what a cloud has by itself is left out of the
 * counts: default security groups, and the rules of groups.
 */
import type { RequestCounts } from './http/request-counts.ts';
import type { Keystone } from './keystone/keystone.ts';
import type { World } from './state/world.ts';

/** What an inspection looks at. */
export interface Inspected {
  world: World;
  keystone: Keystone;
  requests: Pick<RequestCounts, 'toJSON'>;
}

export interface ProjectInspection {
  id: string;
  name: string;
  /** Number of objects by kind, only those that are not 0. */
  counts: Record<string, number>;
  /** The objects themselves, if asked for. */
  objects?: Record<string, unknown[]>;
}
export interface Inspection {
  projects: ProjectInspection[];
  /** All objects by kind, whoever owns them. */
  totals: Record<string, number>;
  /** How many were ever created and removed in this run, by kind. */
  created: Record<string, number>;
  removed: Record<string, number>;
  /** Requests by service, method and status. */
  requests: Record<string, number>;
}

export function inspect(cloud: Inspected, options: { projectId?: string; objects?: boolean } = {}): Inspection {
  cloud.world.timeline.runDue();
  const byProject = new Map<string, Map<string, unknown[]>>();
  const totals: Record<string, number> = {};
  const created: Record<string, number> = {};
  const removed: Record<string, number> = {};
  const { users } = cloud.keystone.model;
  for (const collection of cloud.world.collections) {
    totals[collection.kind] = collection.size;
    created[collection.kind] = collection.created;
    removed[collection.kind] = collection.removed;
    if (collection.kind === 'token') continue;
    for (const raw of collection.all()) {
      const item = raw as unknown as {
        project_id?: unknown;
        user_id?: unknown;
        name?: unknown;
        default_project_id?: unknown;
      };
      if (collection.kind === 'security_group' && item.name === 'default') continue;
      if (collection.kind === 'security_group_rule') continue;
      // Key pairs, users and credentials belong to a user; they are shown under his project.
      const owner =
        item.project_id ??
        item.default_project_id ??
        users.get(String(item.user_id ?? ''))?.default_project_id ??
        projectOfUser(cloud, item.user_id);
      if (typeof owner !== 'string' || (options.projectId !== undefined && owner !== options.projectId)) continue;
      const kinds = byProject.get(owner) ?? new Map<string, unknown[]>();
      byProject.set(owner, kinds);
      const items = kinds.get(collection.kind);
      if (items) items.push(raw);
      else kinds.set(collection.kind, [raw]);
    }
  }
  const projects = [...byProject].map(([id, kinds]) => ({
    id,
    name: cloud.keystone.model.projects.get(id)?.name ?? '',
    counts: Object.fromEntries([...kinds].map(([kind, items]) => [kind, items.length])),
    ...(options.objects && {
      objects: Object.fromEntries([...kinds].map(([kind, items]) => [kind, items.map(withoutSecrets)])),
    }),
  }));
  return { projects, totals, created, removed, requests: cloud.requests.toJSON() };
}

function projectOfUser({ keystone }: Inspected, userId: unknown): string | undefined {
  return typeof userId === 'string' ? keystone.assignments.targetsOf(userId, 'project')[0] : undefined;
}

const SECRETS = new Set(['passwordHash', 'secretHash', 'blob', 'user_data']);
const withoutSecrets = (item: unknown): unknown =>
  Object.fromEntries(Object.entries(item as Record<string, unknown>).filter(([key]) => !SECRETS.has(key)));
