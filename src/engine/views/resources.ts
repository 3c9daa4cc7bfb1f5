/** Resources as the API shows them: those that have a row, and those of the template that have none yet. */
import { HeatError } from '../../errors.ts';
import { Pace } from '../../store/pace.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { StackModel } from '../model/model.ts';
import type { ResourceView } from '../orchestrator.ts';
import { shownType } from '../resource/events.ts';
import type { Room } from '../room.ts';
import { Reading } from './reading.ts';

export function rowView(
  reading: Reading,
  row: ResourceRow,
  requiredBy: readonly string[] = [],
  parent: string | null = null,
): ResourceView {
  return {
    row,
    type: shownType(row),
    stack: reading.stack,
    requiredBy: [...requiredBy],
    parentResource: parent,
    description: reading.model?.resource(row.name)?.description ?? '',
  };
}

/** A resource that is only in a template so far. */
export function wantedView(
  reading: Pick<Reading, 'stack' | 'current'> & { now(): number },
  model: StackModel,
  name: string,
  requiredBy: readonly string[] = [],
  parent: string | null = null,
): ResourceView {
  const wanted = model.resource(name);
  const row = reading.current.get(name);
  const { stack } = reading;
  return {
    row: {
      id: row?.id ?? '',
      stackId: stack.id,
      name,
      type: wanted?.typeName ?? '',
      physicalId: row?.physicalId ?? null,
      physicalName: row?.physicalName ?? '',
      action: row?.action ?? 'INIT',
      status: row?.status ?? 'COMPLETE',
      reason: row?.reason ?? '',
      properties: row?.properties ?? null,
      pending: null,
      definitionId: model.definitionId,
      frozen: { type: wanted?.typeName ?? '' },
      metadata: row?.metadata ?? {},
      updatePolicy: {},
      deletionPolicy: 'Delete',
      externalId: null,
      requires: [...model.requires(name)],
      replaces: null,
      replacedBy: null,
      data: {},
      attributes: {},
      nestedStackId: row?.nestedStackId ?? null,
      startedAt: null,
      createdAt: row?.createdAt ?? stack.createdAt,
      updatedAt: row?.updatedAt ?? null,
    },
    type: wanted?.typeName ?? '',
    stack,
    requiredBy: [...requiredBy],
    parentResource: parent,
    description: wanted?.description ?? '',
  };
}

/** Tells which resources require one: by the definition, or where it cannot be read, by what the rows were built upon. */
async function dependants(reading: Reading): Promise<(name: string) => readonly string[] | undefined> {
  const { model } = reading;
  if (model !== null) return (name) => model.requiredBy(name);
  await reading.loadAll();
  const found = new Map<string, string[]>();
  for (const row of reading.current.values()) {
    for (const required of row.requires) {
      const list = found.get(required);
      if (list === undefined) found.set(required, [row.name]);
      else list.push(row.name);
    }
  }
  return (name) => found.get(name);
}

/** Name of the resource that owns the stack. */
export async function parentResource(room: Room, stack: StackRow): Promise<string | null> {
  if (stack.parentResourceId === null) return null;
  return (await room.store.resource(stack.parentResourceId))?.name ?? null;
}

/** Until it is begun, a resource exists in the template only. */
function isBeginning(stack: StackRow): boolean {
  return stack.action !== 'DELETE' && stack.deletedAt === null;
}

async function viewsOf(reading: Reading, parent: string | null, only?: readonly string[]): Promise<ResourceView[]> {
  const requiredBy = await dependants(reading);
  const asked = only === undefined ? null : new Set(only);
  const views: ResourceView[] = [];
  const names = new Set(reading.current.keys());
  for (const row of reading.current.values()) views.push(rowView(reading, row, requiredBy(row.name), parent));
  if (isBeginning(reading.stack) && reading.model !== null) {
    for (const name of reading.model.order) {
      if (!names.has(name) && (asked === null || asked.has(name)))
        views.push(wantedView(reading, reading.model, name, requiredBy(name), parent));
    }
  }
  return views;
}

type Filter = Record<string, string[]>;

const FILTERS: Record<string, (view: ResourceView) => string> = {
  name: ({ row }) => row.name,
  id: ({ row }) => row.id,
  type: ({ type }) => type,
  action: ({ row }) => row.action,
  status: ({ row }) => row.status,
  physical_resource_id: ({ row }) => row.physicalId ?? '',
  resource_action: ({ row }) => row.action,
  resource_status: ({ row }) => row.status,
};

function matches(view: ResourceView, filter: Filter | undefined): boolean {
  for (const [key, wanted] of Object.entries(filter ?? {})) {
    const read = FILTERS[key];
    if (read === undefined) continue;
    const value = read(view);
    // Types match by part, as Heat's do.
    if (!wanted.some((each) => (key === 'type' ? value.includes(each) : value === each))) return false;
  }
  return true;
}

export async function listResources(
  room: Room,
  stack: StackRow,
  options: { nestedDepth: number; filter?: Filter; withAttributes?: boolean },
): Promise<ResourceView[]> {
  const found: ResourceView[] = [];
  const depth = Math.min(options.nestedDepth, room.config.max_nested_stack_depth);
  const pace = new Pace();
  const visit = async (at: StackRow, parent: string | null, left: number): Promise<void> => {
    // By name, a few rows are enough, where no others lead to nested stacks.
    const names = left > 0 ? undefined : options.filter?.name;
    const reading = await Reading.of(room, at, names);
    for (const view of await viewsOf(reading, parent, names)) {
      if (pace.isDue) await pace.rest();
      if (matches(view, options.filter)) {
        const row = reading.current.get(view.row.name);
        if (options.withAttributes && row !== undefined) view.attributes = await reading.attributes(row, null);
        found.push(view);
      }
      const child = left > 0 ? view.row.nestedStackId : null;
      if (child === null) continue;
      const below = await room.store.stack(child);
      if (below !== null && below.deletedAt === null) await visit(below, view.row.name, left - 1);
    }
  };
  await visit(stack, await parentResource(room, stack), depth);
  return found;
}

export async function showResource(
  room: Room,
  stack: StackRow,
  name: string,
  options: { withAttributes?: string[] | boolean },
): Promise<ResourceView> {
  const reading = await Reading.about(room, stack, [name]);
  const parent = await parentResource(room, stack);
  const row = reading.current.get(name);
  const requiredBy = (await dependants(reading))(name);
  if (row === undefined) {
    if (!isBeginning(stack) || !reading.model?.order.includes(name)) throw notFound(name, stack);
    return wantedView(reading, reading.model, name, requiredBy, parent);
  }
  const view = rowView(reading, row, requiredBy, parent);
  const { withAttributes } = options;
  if (withAttributes !== undefined && withAttributes !== false) {
    view.attributes = await reading.attributes(row, Array.isArray(withAttributes) ? withAttributes : null);
  }
  return view;
}

/** By name, or by physical id. @throws ResourceNotFound, PhysicalResourceIDAmbiguity */
export async function findRow(reading: Reading, name: string): Promise<ResourceRow> {
  await reading.load([name]);
  const row = reading.current.get(name);
  if (row !== undefined) return row;
  await reading.loadAll();
  const matching = [...reading.current.values()].filter((other) => other.physicalId === name);
  const [only] = matching;
  if (only === undefined) throw notFound(name, reading.stack);
  if (matching.length === 1) return only;
  throw new HeatError('PhysicalResourceIDAmbiguity', `Multiple resources were found with the physical ID (${name}).`);
}

function notFound(name: string, stack: StackRow): HeatError {
  return new HeatError('ResourceNotFound', `The Resource (${name}) could not be found in Stack ${stack.name}.`);
}
