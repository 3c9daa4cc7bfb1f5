/** Kysely as a builder of portable statements; the store runs them itself. */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Cell, DatabaseRecord } from './codec.ts';
import type { Database } from './database.ts';

/** The columns that built statements speak of. */
export interface Schema {
  stacks: {
    id: string;
    project_id: string;
    name: string;
    parent_id: string | null;
    root_id: string;
    action: string;
    status: string;
    tags: string;
    reason: string;
    disable_rollback: number;
    timeout_mins: number | null;
    owner_user_name: string;
    stack_user_project_id: string | null;
    created_at: number;
    updated_at: number | null;
    deleted_at: number | null;
  };
  events: {
    seq: number;
    id: string;
    stack_id: string;
    root_id: string;
    resource_name: string;
    resource_type: string;
    action: string;
    status: string;
  };
}

export type Builder = Kysely<Schema>;

export function builderFor(engine: Database['engine']): Builder {
  return new Kysely<Schema>({
    dialect: {
      createDriver: () => new DummyDriver(),
      createAdapter: () => (engine === 'sqlite' ? new SqliteAdapter() : new PostgresAdapter()),
      createIntrospector: (db) => (engine === 'sqlite' ? new SqliteIntrospector(db) : new PostgresIntrospector(db)),
      createQueryCompiler: () => (engine === 'sqlite' ? new SqliteQueryCompiler() : new PostgresQueryCompiler()),
    },
  });
}

export function run(
  database: Database,
  query: { compile(): { sql: string; parameters: readonly unknown[] } },
): Promise<DatabaseRecord[]> {
  const { sql, parameters } = query.compile();
  return database.query(sql, parameters as readonly Cell[]);
}
