import type { Migration } from './migration.ts';

/** The tables of `rows.ts`. */
export const rows: Migration = {
  version: 1,
  name: 'rows',
  statements: ({ sequence, bigint, updatedOften }) => [
    `CREATE TABLE stacks (
      id text PRIMARY KEY,
      project_id text NOT NULL,
      name text NOT NULL,
      parent_id text,
      parent_resource_id text,
      root_id text NOT NULL,
      depth integer NOT NULL,
      action text NOT NULL,
      status text NOT NULL,
      reason text NOT NULL,
      description text NOT NULL,
      definition_id text NOT NULL,
      good_definition_id text,
      operation_id text,
      disable_rollback integer NOT NULL,
      timeout_mins integer,
      tags text NOT NULL,
      owner_user_id text NOT NULL,
      owner_user_name text NOT NULL,
      credentials_id text,
      stack_user_project_id text,
      created_at ${bigint} NOT NULL,
      updated_at ${bigint},
      deleted_at ${bigint},
      engine_id text,
      epoch ${bigint} NOT NULL
    )${updatedOften}`,
    // A name belongs to one live top-level stack of its project.
    `CREATE UNIQUE INDEX stacks_live_name ON stacks (project_id, name) WHERE parent_id IS NULL AND deleted_at IS NULL`,
    `CREATE INDEX stacks_name ON stacks (project_id, name)`,
    // Lists of a project, newest first, page by page.
    `CREATE INDEX stacks_listed ON stacks (project_id, created_at, id) WHERE parent_id IS NULL AND deleted_at IS NULL`,
    `CREATE INDEX stacks_parent ON stacks (parent_id) WHERE parent_id IS NOT NULL`,
    `CREATE INDEX stacks_root ON stacks (root_id)`,
    `CREATE INDEX stacks_owned ON stacks (engine_id) WHERE engine_id IS NOT NULL`,
    `CREATE INDEX stacks_deleted ON stacks (deleted_at) WHERE deleted_at IS NOT NULL`,
    `CREATE INDEX stacks_credentials ON stacks (credentials_id) WHERE credentials_id IS NOT NULL`,

    `CREATE TABLE texts (hash text PRIMARY KEY, content text NOT NULL, touched_at ${bigint} NOT NULL)`,

    `CREATE TABLE definitions (
      id text PRIMARY KEY,
      stack_id text NOT NULL,
      template_hash text NOT NULL,
      files_hash text NOT NULL,
      environment_hash text NOT NULL,
      secret_parameters text NOT NULL,
      created_at ${bigint} NOT NULL
    )`,
    `CREATE INDEX definitions_stack ON definitions (stack_id)`,
    // For the search for texts that nothing refers to.
    `CREATE INDEX definitions_template ON definitions (template_hash)`,
    `CREATE INDEX definitions_files ON definitions (files_hash)`,
    `CREATE INDEX definitions_environment ON definitions (environment_hash)`,

    `CREATE TABLE resources (
      id text PRIMARY KEY,
      stack_id text NOT NULL,
      name text NOT NULL,
      type text NOT NULL,
      physical_id text,
      physical_name text NOT NULL,
      action text NOT NULL,
      status text NOT NULL,
      reason text NOT NULL,
      properties text,
      pending text,
      definition_id text NOT NULL,
      frozen text NOT NULL,
      metadata text NOT NULL,
      update_policy text NOT NULL,
      deletion_policy text NOT NULL,
      external_id text,
      requires text NOT NULL,
      replaces text,
      replaced_by text,
      data text NOT NULL,
      attributes text NOT NULL,
      nested_stack_id text,
      started_at ${bigint},
      created_at ${bigint} NOT NULL,
      updated_at ${bigint}
    )${updatedOften}`,
    `CREATE INDEX resources_stack ON resources (stack_id)`,

    `CREATE TABLE events (
      seq ${sequence},
      id text NOT NULL UNIQUE,
      stack_id text NOT NULL,
      stack_name text NOT NULL,
      root_id text NOT NULL,
      resource_name text NOT NULL,
      resource_type text NOT NULL,
      physical_id text,
      action text NOT NULL,
      status text NOT NULL,
      reason text NOT NULL,
      properties text,
      created_at ${bigint} NOT NULL
    )`,
    `CREATE INDEX events_stack ON events (stack_id, seq)`,
    `CREATE INDEX events_root ON events (root_id, seq)`,

    `CREATE TABLE operations (
      id text PRIMARY KEY,
      stack_id text NOT NULL,
      kind text NOT NULL,
      state text NOT NULL,
      request text NOT NULL,
      request_id text NOT NULL,
      created_at ${bigint} NOT NULL,
      started_at ${bigint},
      ended_at ${bigint},
      deadline_at ${bigint}
    )`,
    `CREATE INDEX operations_stack ON operations (stack_id)`,
    `CREATE INDEX operations_unfinished ON operations (created_at) WHERE state IN ('queued', 'running', 'rollback')`,

    `CREATE TABLE snapshots (
      id text PRIMARY KEY,
      stack_id text NOT NULL,
      name text NOT NULL,
      status text NOT NULL,
      reason text NOT NULL,
      data text NOT NULL,
      created_at ${bigint} NOT NULL
    )`,
    `CREATE INDEX snapshots_stack ON snapshots (stack_id)`,

    `CREATE TABLE credentials (
      id text PRIMARY KEY,
      project_id text NOT NULL,
      content text NOT NULL,
      created_at ${bigint} NOT NULL
    )`,

    `CREATE TABLE hooks (
      id text PRIMARY KEY,
      stack_id text NOT NULL,
      resource_name text NOT NULL,
      hook text NOT NULL,
      state text NOT NULL,
      created_at ${bigint} NOT NULL
    )`,
    `CREATE INDEX hooks_stack ON hooks (stack_id)`,

    `CREATE TABLE signals (
      seq ${sequence},
      id text NOT NULL UNIQUE,
      stack_id text NOT NULL,
      resource_name text NOT NULL,
      details text,
      created_at ${bigint} NOT NULL
    )`,
    `CREATE INDEX signals_stack ON signals (stack_id, seq)`,

    `CREATE TABLE engines (
      id text PRIMARY KEY,
      host text NOT NULL,
      pid integer NOT NULL,
      version text NOT NULL,
      started_at ${bigint} NOT NULL,
      seen_at ${bigint} NOT NULL,
      interval integer NOT NULL
    )`,

    // What this database says about itself, e.g. which encryption key it is kept with.
    `CREATE TABLE settings (name text PRIMARY KEY, value text NOT NULL)`,

    // Who wrote how many batches: tells a batch that was committed from one that was not, when the connection broke at COMMIT.
    `CREATE TABLE writers (id text PRIMARY KEY, batch ${bigint} NOT NULL, seen_at ${bigint} NOT NULL)${updatedOften}`,
  ],
};
