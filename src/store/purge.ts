/** What is no longer needed: deleted stacks with all that belongs to them, what stacks have left behind, texts that nothing refers to. */
import type { Database } from './database.ts';
import { TEXT_GRACE_MS } from './definitions.ts';

/** Per transaction: few enough not to hold up other writers. */
const CHUNK = 100;
const BELONGING = ['resources', 'events', 'operations', 'snapshots', 'hooks', 'signals', 'dues', 'definitions'];

/** Removes stacks deleted before `before` (milliseconds), of one project or all. Returns how many. */
export async function purgeDeleted(database: Database, before: number, projectId: string | undefined): Promise<number> {
  let purged = 0;
  for (;;) {
    const chunk = await database.query(
      `SELECT id, credentials_id FROM stacks WHERE deleted_at IS NOT NULL AND deleted_at < $1
        ${projectId === undefined ? '' : 'AND project_id = $2'} LIMIT ${CHUNK}`,
      projectId === undefined ? [before] : [before, projectId],
    );
    if (chunk.length === 0) break;
    const ids = chunk.map(({ id }) => id ?? null);
    const credentials = [...new Set(chunk.map(({ credentials_id }) => credentials_id ?? null))].filter(
      (id) => id !== null,
    );
    const statements = BELONGING.map((table) => ({
      sql: `DELETE FROM ${table} WHERE stack_id IN (${marks(ids)})`,
      parameters: ids,
    }));
    statements.push({ sql: `DELETE FROM stacks WHERE id IN (${marks(ids)})`, parameters: ids });
    if (credentials.length > 0) {
      // A nested stack shares its parent's; idle ones and lenders are still to be given back.
      statements.push({
        sql: `DELETE FROM credentials WHERE id IN (${marks(credentials)}) AND idle_since IS NULL AND sharing IS NULL
          AND NOT EXISTS (SELECT 1 FROM stacks s WHERE s.credentials_id = credentials.id)`,
        parameters: credentials,
      });
    }
    await database.together(statements);
    purged += chunk.length;
    if (chunk.length < CHUNK) break;
  }
  await purgeTexts(database);
  return purged;
}

/** Of a definition `d`: neither wanted, nor good to go back to, nor a resource's. The rows of its stack answer that, by their indexes. */
const OUTDATED = `NOT EXISTS (SELECT 1 FROM stacks s WHERE s.id = d.stack_id AND d.id IN (s.definition_id, s.good_definition_id))
  AND NOT EXISTS (SELECT 1 FROM resources r WHERE r.stack_id = d.stack_id AND r.definition_id = d.id)`;

/** Those of stacks at rest: nothing comes to refer to one again. */
export async function outdatedDefinitions(database: Database, stackIds: readonly string[]): Promise<string[]> {
  const rows = await database.query(
    `SELECT d.id FROM definitions d JOIN stacks s ON s.id = d.stack_id
      WHERE d.stack_id IN (${marks(stackIds)}) AND s.status <> 'IN_PROGRESS' AND ${OUTDATED}`,
    stackIds,
  );
  return rows.map(({ id }) => id as string);
}

export async function purgeDefinitions(database: Database, ids: readonly string[]): Promise<void> {
  await database.query(`DELETE FROM definitions AS d WHERE d.id IN (${marks(ids)}) AND ${OUTDATED}`, ids);
}

/** Those that ended before then, but for the last of each stack. */
export async function purgeOperations(database: Database, stackIds: readonly string[], before: number): Promise<void> {
  await database.query(
    `DELETE FROM operations WHERE stack_id IN (${marks(stackIds)}) AND ended_at < $${stackIds.length + 1}
      AND NOT EXISTS (SELECT 1 FROM stacks s WHERE s.id = operations.stack_id AND s.operation_id = operations.id)`,
    [...stackIds, before],
  );
}

export async function purgeTexts(database: Database): Promise<void> {
  const unused = ['template_hash', 'files_hash', 'environment_hash'].map(
    (column) => `NOT EXISTS (SELECT 1 FROM definitions d WHERE d.${column} = texts.hash)`,
  );
  await database.query(`DELETE FROM texts WHERE touched_at < $1 AND ${unused.join(' AND ')}`, [
    Date.now() - TEXT_GRACE_MS,
  ]);
}

function marks(values: readonly unknown[]): string {
  return values.map((_, index) => `$${index + 1}`).join(', ');
}
