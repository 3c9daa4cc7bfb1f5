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

/** For so long, in milliseconds, what the stack as a whole holds is not gathered again: of thousands of resources, thousands may fail. */
const GATHERED = 1_000;

export class StackSecrets {
  private readonly about: Guarded;
  private readonly marked = new Map<ResourceType, { properties: boolean; attributes: boolean }>();
  /** By type: it makes secrets up. */
  private readonly makers = new Map<string, boolean>();
  private whole = new Secrets();
  private until = 0;

  constructor(about: Guarded) {
    this.about = about;
  }

  /** Of the stack, and of this row of it: what its own properties hold is nobody else's to tell. */
  of(row: ResourceRow | null): Secrets {
    const now = performance.now();
    if (now >= this.until) {
      this.whole = this.gather();
      this.until = now + GATHERED;
    }
    const type = row === null ? undefined : this.typeOf(row);
    if (row === null || type === undefined || !this.marks(type).properties) return this.whole;
    const secrets = this.whole.copy();
    addMarked(type.properties, row.properties, secrets);
    addMarked(type.properties, row.pending, secrets);
    return secrets;
  }

  private gather(): Secrets {
    const { models, former, rows } = this.about;
    const secrets = new Secrets();
    for (const model of models) if (model !== null) addHidden(model, secrets);
    if (former !== null) secrets.add(former.secretParameters);
    // What a type made up is in its notes.
    for (const row of rows) if (this.makesUp(row)) secrets.add(row.data);
    return secrets;
  }

  private makesUp(row: ResourceRow): boolean {
    let makesUp = this.makers.get(row.type);
    if (makesUp === undefined) {
      const type = this.typeOf(row);
      makesUp = type !== undefined && this.marks(type).attributes;
      this.makers.set(row.type, makesUp);
    }
    return makesUp;
  }

  /** The resource is complete: it may have made something up. */
  made(row: ResourceRow): void {
    if (this.makesUp(row)) this.until = 0;
  }

  private typeOf(row: ResourceRow): ResourceType | undefined {
    try {
      return this.about.typeOf(row);
    } catch {
      return undefined;
    }
  }

  private marks(type: ResourceType): { properties: boolean; attributes: boolean } {
    let marks = this.marked.get(type);
    if (marks === undefined) {
      marks = {
        properties: Object.values(type.properties).some(isMarked),
        attributes: Object.values(type.attributes).some(({ secret }) => secret),
      };
      this.marked.set(type, marks);
    }
    return marks;
  }
}

function isMarked({ secret, items, properties }: PropertySchema): boolean {
  if (secret || (items !== undefined && isMarked(items))) return true;
  return properties !== undefined && Object.values(properties).some(isMarked);
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
