/** What must not get into the reasons, events and logs that a stack leaves, or that one of its resources does. */
import { Secrets } from '../../plan/index.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { DefinitionRow, ResourceRow } from '../../store/rows.ts';
import type { PropertySchema } from '../../template/schema/types.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import type { StackModel } from '../model/model.ts';

export interface Guarded {
  /** The definitions that the stack is brought from and to, as far as they can be read. */
  models: readonly (StackModel | null)[];
  former: Pick<DefinitionRow, 'secretParameters'> | null;
  rows: Iterable<ResourceRow>;
  typeOf(row: ResourceRow): ResourceType;
}

/** Of the stack, and of this row of it: what its own properties hold is nobody else's to tell. */
export function secretsOf({ models, former, rows, typeOf }: Guarded, row: ResourceRow | null): Secrets {
  const secrets = new Secrets();
  for (const model of models) if (model !== null) addHidden(model, secrets);
  if (former !== null) secrets.add(former.secretParameters);
  // What a type made up is in its notes.
  const marked = new Map<string, boolean>();
  const typed = (of: ResourceRow) => {
    try {
      return typeOf(of);
    } catch {
      return undefined;
    }
  };
  for (const other of rows) {
    let makesUp = marked.get(other.type);
    if (makesUp === undefined) {
      makesUp = Object.values(typed(other)?.attributes ?? {}).some(({ secret }) => secret);
      marked.set(other.type, makesUp);
    }
    if (makesUp) secrets.add(other.data);
  }
  const type = row === null ? undefined : typed(row);
  if (row !== null && type !== undefined) {
    addMarked(type.properties, row.properties, secrets);
    addMarked(type.properties, row.pending, secrets);
  }
  return secrets;
}

function addHidden({ draft, parameters }: StackModel, secrets: Secrets): void {
  secrets.add(draft.definition.secretParameters);
  for (const { name, hidden } of draft.template.parameterSchemas.values()) {
    if (!hidden) continue;
    try {
      secrets.add(parameters.get(name));
    } catch {
      // Without a value, there is nothing to hide.
    }
  }
}

type Schemas = Readonly<Record<string, PropertySchema>>;

function addMarked(schemas: Schemas, values: ValueMap | null, secrets: Secrets): void {
  if (values === null) return;
  for (const [name, schema] of Object.entries(schemas)) addOf(schema, getKey(values, name) ?? null, secrets);
}

function addOf(schema: PropertySchema, value: Value, secrets: Secrets): void {
  if (value === null) return;
  if (schema.secret) secrets.add(value);
  else if (Array.isArray(value)) for (const item of value) addItem(schema, item, secrets);
  else if (isMap(value) && schema.properties !== undefined) addMarked(schema.properties, value, secrets);
  else if (isMap(value)) for (const item of Object.values(value)) addItem(schema, item, secrets);
}

function addItem({ items }: PropertySchema, item: Value, secrets: Secrets): void {
  if (items !== undefined) addOf(items, item, secrets);
}

/** Takes them out of an error, where it stands: whoever tells or logs it afterwards tells none. */
export function hideIn(error: unknown, secrets: Secrets): void {
  if (secrets.none) return;
  let each = error;
  for (let depth = 0; each instanceof Error && depth < 8; depth++) {
    const { message, stack } = each;
    const hidden = secrets.hide(message);
    if (hidden !== message) {
      each.message = hidden;
      if (stack !== undefined) each.stack = secrets.hide(stack);
    }
    each = each.cause;
  }
}
