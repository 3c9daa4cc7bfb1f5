/**
 * The query of a stack list: Heat's filters (by today's names and the older ones), tags, what to leave out, order and page.
 */
import { HeatError } from '../../../errors.ts';
import type { Page, StackFilter } from '../../../store/store.ts';
import type { Query } from '../queries.ts';

type SetFilter =
  | 'name'
  | 'id'
  | 'status'
  | 'action'
  | 'ownerId'
  | 'userNames'
  | 'projectIds'
  | 'reason'
  | 'stackUserProjectId';

const FILTERS: Readonly<Record<string, SetFilter>> = {
  stack_name: 'name',
  name: 'name',
  id: 'id',
  stack_status: 'status',
  status: 'status',
  stack_action: 'action',
  action: 'action',
  parent: 'ownerId',
  owner_id: 'ownerId',
  stack_owner: 'userNames',
  username: 'userNames',
  tenant: 'projectIds',
  stack_status_reason: 'reason',
  stack_user_project_id: 'stackUserProjectId',
};

const SORT_KEYS = {
  stack_name: 'name',
  stack_status: 'status',
  creation_time: 'createdAt',
  updated_time: 'updatedAt',
} as const;

export function readStackFilter(query: Query, hiddenTags: readonly string[]): StackFilter {
  const filter: StackFilter = {
    showDeleted: query.boolean('show_deleted') ?? false,
    showNested: query.boolean('show_nested') ?? false,
    showHidden: query.boolean('show_hidden') ?? false,
    hiddenTags: [...hiddenTags],
    tags: query.tags('tags'),
    tagsAny: query.tags('tags_any'),
    notTags: query.tags('not_tags'),
    notTagsAny: query.tags('not_tags_any'),
  };
  for (const [name, member] of Object.entries(FILTERS)) {
    const values = query.all(name);
    if (values.length > 0) filter[member] = [...(filter[member] ?? []), ...values];
  }
  const rollback = query.all('disable_rollback').map((text) => text.toLowerCase());
  if (rollback.length > 0)
    filter.disableRollback = rollback.filter((text) => /^(true|false)$/.test(text)).map((text) => text === 'true');
  const timeouts = query.all('timeout_mins');
  if (timeouts.length > 0) filter.timeoutMins = timeouts.filter((text) => /^\d{1,9}$/.test(text)).map(Number);
  return { ...filter, ...splitStates(filter) };
}

/** `CREATE_FAILED` asks for an action and a status; `FAILED` for a status only. Anything else is no status at all. */
export function splitStates(filter: { status?: string[]; action?: string[] }): {
  status?: string[];
  action?: string[];
} {
  if (filter.status === undefined) return {};
  const status = new Set<string>();
  const action = new Set(filter.action);
  for (const state of filter.status) {
    const [, before, after] = /^(?:(.*)_)?(COMPLETE|FAILED|IN_PROGRESS)$/.exec(state) ?? [];
    if (after !== undefined) status.add(after);
    if (before) action.add(before);
  }
  return { status: [...status], ...(action.size === 0 ? {} : { action: [...action] }) };
}

/** Newest first, unless an order is asked for. Unknown keys are passed over, as Heat does. */
export function readStackPage(query: Query): Page {
  const keys = query
    .all('sort_keys')
    .flatMap((text) => text.split(','))
    .flatMap((name) => (Object.hasOwn(SORT_KEYS, name) ? [SORT_KEYS[name as keyof typeof SORT_KEYS]] : []));
  const dir = readSortDir(query) ?? (keys.length === 0 ? 'desc' : 'asc');
  return {
    limit: query.integer('limit'),
    marker: query.one('marker'),
    sortKeys: (keys.length === 0 ? (['createdAt'] as const) : keys).map((key) => ({ key, dir })),
  };
}

export function readSortDir(query: Query): 'asc' | 'desc' | undefined {
  const dir = query.one('sort_dir');
  if (dir === undefined || dir === 'asc' || dir === 'desc') return dir;
  throw new HeatError('ValueError', 'Unknown sort direction, must be one of: asc, desc');
}
