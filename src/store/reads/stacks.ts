/** Lists of stacks: filters, tags, order and pages as Heat's list understands them. */
import {
  type Expression,
  type ExpressionBuilder,
  type ReferenceExpression,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import { type Builder, run, type Schema } from '../builder.ts';
import type { DatabaseRecord } from '../codec.ts';
import type { Database } from '../database.ts';
import type { Page, StackFilter } from '../store.ts';
import { STACKS } from '../tables.ts';

type Where = ExpressionBuilder<Schema, 'stacks'>;
type Key = NonNullable<Page['sortKeys']>[number]['key'];

const COLUMNS = STACKS.columns.map(({ name }) => name as keyof Schema['stacks']);

const SORT_COLUMNS: Record<Key, 'name' | 'status' | 'created_at' | 'updated_at'> = {
  name: 'name',
  status: 'status',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

/** Tags are a JSON list. The list's punctuation before the tag's quote tells it from a quote within another tag. */
function hasTag(eb: Where, tag: string): Expression<SqlBool> {
  const quoted = JSON.stringify(tag).replace(/[\\%_]/g, '\\$&');
  return eb.or([
    sql<SqlBool>`tags like ${`[${quoted}%`} escape '\\'`,
    sql<SqlBool>`tags like ${`%,${quoted}%`} escape '\\'`,
  ]);
}

function conditions(eb: Where, filter: StackFilter): Expression<SqlBool>[] {
  const all: Expression<SqlBool>[] = [];
  const oneOf = (column: ReferenceExpression<Schema, 'stacks'>, values: (string | number)[] | undefined) => {
    if (values) all.push(values.length === 0 ? sql<SqlBool>`1 = 0` : eb(column, 'in', values));
  };
  const tagged = (tags: string[]) => tags.map((tag) => hasTag(eb, tag));
  if (filter.projectId !== undefined) all.push(eb('project_id', '=', filter.projectId));
  if (filter.rootId !== undefined) all.push(eb('root_id', '=', filter.rootId));
  if (filter.parentId !== undefined) all.push(eb('parent_id', '=', filter.parentId));
  else if (!filter.showNested && filter.rootId === undefined) all.push(eb('parent_id', 'is', null));
  if (!filter.showDeleted) all.push(eb('deleted_at', 'is', null));
  oneOf('name', filter.name);
  oneOf('id', filter.id);
  oneOf('status', filter.status);
  oneOf('action', filter.action);
  oneOf('parent_id', filter.ownerId);
  oneOf('owner_user_name', filter.userNames);
  oneOf('project_id', filter.projectIds);
  const lowered = filter.reason?.map((text) => text.toLowerCase());
  oneOf(sql`lower(reason)` as never, lowered);
  oneOf('disable_rollback', filter.disableRollback?.map(Number));
  oneOf('timeout_mins', filter.timeoutMins);
  oneOf('stack_user_project_id', filter.stackUserProjectId);
  if (filter.tags?.length) all.push(eb.and(tagged(filter.tags)));
  if (filter.tagsAny?.length) all.push(eb.or(tagged(filter.tagsAny)));
  if (filter.notTags?.length) all.push(eb.not(eb.and(tagged(filter.notTags))));
  if (filter.notTagsAny?.length) all.push(eb.not(eb.or(tagged(filter.notTagsAny))));
  if (filter.hiddenTags?.length && !filter.showHidden) all.push(eb.not(eb.or(tagged(filter.hiddenTags))));
  return all;
}

interface Order {
  column: 'name' | 'status' | 'created_at' | 'updated_at' | 'id';
  dir: 'asc' | 'desc';
}

/** Newest first unless said; the id makes the order total. */
function orderOf(page: Page): Order[] {
  const keys = page.sortKeys?.length ? page.sortKeys : [{ key: 'createdAt' as const, dir: 'desc' as const }];
  const order: Order[] = keys.map(({ key, dir }) => ({ column: SORT_COLUMNS[key], dir }));
  return [...order, { column: 'id', dir: order.at(-1)?.dir ?? 'desc' }];
}

/** `updated_at` may be null: such rows sort as the oldest, on both engines. */
function sorted(column: Order['column']) {
  return column === 'updated_at' ? sql`coalesce(updated_at, -1)` : sql.ref(column);
}

function after(eb: Where, order: Order[], marker: DatabaseRecord): Expression<SqlBool> {
  const value = (column: Order['column']) => marker[column] ?? -1;
  const direction = order[0]?.dir;
  if (order.every(({ dir }) => dir === direction)) {
    // One comparison of whole rows, which an index can answer.
    const columns = sql.join(order.map(({ column }) => sorted(column)));
    const values = sql.join(order.map(({ column }) => value(column)));
    return direction === 'asc' ? sql<SqlBool>`(${columns}) > (${values})` : sql<SqlBool>`(${columns}) < (${values})`;
  }
  return eb.or(
    order.map(({ column, dir }, index) =>
      eb.and([
        ...order.slice(0, index).map((before) => sql<SqlBool>`${sorted(before.column)} = ${value(before.column)}`),
        dir === 'asc'
          ? sql<SqlBool>`${sorted(column)} > ${value(column)}`
          : sql<SqlBool>`${sorted(column)} < ${value(column)}`,
      ]),
    ),
  );
}

export async function listStacks(
  database: Database,
  builder: Builder,
  filter: StackFilter,
  page: Page,
): Promise<DatabaseRecord[]> {
  const order = orderOf(page);
  let marker: DatabaseRecord | undefined;
  if (page.marker !== undefined) {
    const found = await database.query(
      'SELECT id, project_id, name, status, created_at, updated_at FROM stacks WHERE id = $1',
      [page.marker],
    );
    // Another project's stack says nothing about this one's list, not even where in it that would stand.
    marker = found.find(({ project_id: project }) => filter.projectId === undefined || project === filter.projectId);
  }
  const found = builder
    .selectFrom('stacks')
    .where((eb) => eb.and([...conditions(eb, filter), ...(marker ? [after(eb, order, marker)] : [])]));
  if (page.limit === undefined) return run(database, inOrder(found.select(COLUMNS), order));
  // What is sorted to find a page are ids; whole rows are read for the page only.
  const ids = inOrder(found.select('id'), order).limit(page.limit);
  return run(database, inOrder(builder.selectFrom('stacks').select(COLUMNS).where('id', 'in', ids), order));
}

function inOrder<O>(query: SelectQueryBuilder<Schema, 'stacks', O>, order: Order[]): typeof query {
  let ordered = query;
  for (const { column, dir } of order) ordered = ordered.orderBy(sorted(column), dir);
  return ordered;
}

export async function countStacks(database: Database, builder: Builder, filter: StackFilter): Promise<number> {
  const query = builder
    .selectFrom('stacks')
    .select((eb) => eb.fn.countAll().as('count'))
    .where((eb) => eb.and(conditions(eb, filter)));
  const [row] = await run(database, query);
  return row?.count as number;
}
