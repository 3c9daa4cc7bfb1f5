/** Lists of events, in the order in which they were stored, or by type and then in that order. */
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { type Builder, run, type Schema } from '../builder.ts';
import type { DatabaseRecord } from '../codec.ts';
import type { Database } from '../database.ts';
import type { EventFilter, Page } from '../store.ts';
import { EVENTS } from '../tables.ts';

const COLUMNS = ['seq', ...EVENTS.columns.map(({ name }) => name)] as (keyof Schema['events'])[];

type Scope = Pick<EventFilter, 'stackIds' | 'stackId' | 'rootId'>;

function conditions(eb: ExpressionBuilder<Schema, 'events'>, filter: EventFilter): Expression<SqlBool>[] {
  const all: Expression<SqlBool>[] = [];
  const equal = (column: 'id' | 'stack_id' | 'root_id', value: string | undefined) => {
    if (value !== undefined) all.push(eb(column, '=', value));
  };
  const oneOf = (
    column: 'stack_id' | 'resource_name' | 'action' | 'status' | 'resource_type',
    values: string[] | undefined,
  ) => {
    if (values) all.push(values.length === 0 ? sql<SqlBool>`1 = 0` : eb(column, 'in', values));
  };
  // With a list of stacks, the list says all: it includes the stack at its top.
  if (filter.stackIds) oneOf('stack_id', filter.stackIds);
  else equal('stack_id', filter.stackId);
  equal('root_id', filter.rootId);
  equal('id', filter.id);
  oneOf('resource_name', filter.resourceName);
  oneOf('action', filter.action);
  oneOf('status', filter.status);
  oneOf('resource_type', filter.type);
  return all;
}

export async function listEvents(
  database: Database,
  builder: Builder,
  filter: EventFilter,
  page: Page,
): Promise<DatabaseRecord[]> {
  const dir = filter.sortDir ?? 'asc';
  let query = builder
    .selectFrom('events')
    .select(COLUMNS)
    .where((eb) => eb.and(conditions(eb, filter)));
  if (filter.sortByType) query = query.orderBy('resource_type', dir);
  query = query.orderBy('seq', dir);
  if (page.marker !== undefined) {
    const marker = await markerOf(database, builder, filter, page.marker);
    if (marker !== undefined) {
      const { seq, resource_type: type } = marker;
      const beyond = sql.raw(dir === 'asc' ? '>' : '<');
      query = query.where(
        filter.sortByType
          ? sql<SqlBool>`(resource_type, seq) ${beyond} (${type}, ${seq})`
          : sql<SqlBool>`seq ${beyond} ${seq}`,
      );
    }
  }
  if (page.limit !== undefined) query = query.limit(page.limit);
  return run(database, query);
}

/** Where a list goes on. An event of stacks that are not listed says nothing about the list, not even where in it that would stand. */
async function markerOf(
  database: Database,
  builder: Builder,
  { stackIds, stackId, rootId }: Scope,
  id: string,
): Promise<DatabaseRecord | undefined> {
  const query = builder
    .selectFrom('events')
    .select(['seq', 'resource_type'])
    .where((eb) => eb.and(conditions(eb, { stackIds, stackId, rootId, id })));
  const [marker] = await run(database, query);
  return marker;
}

export async function countEvents(database: Database, builder: Builder, filter: EventFilter): Promise<number> {
  const query = builder
    .selectFrom('events')
    .select((eb) => eb.fn.countAll().as('count'))
    .where((eb) => eb.and(conditions(eb, filter)));
  const [row] = await run(database, query);
  return row?.count as number;
}
