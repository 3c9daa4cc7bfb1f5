/** Stacks as the API shows them. */
import { HeatError } from '../../errors.ts';
import type { StackRow } from '../../store/rows.ts';
import type { Page, StackFilter } from '../../store/store.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { parameterSchemas, withSecrets } from '../model/build.ts';
import { stackNotFound } from '../orchestrator/refusals.ts';
import type { Caller, StackView } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { Reading, type ShownOutput } from './reading.ts';

/** @throws EntityNotFound, also for a stack of another project */
export async function findStack(
  room: Room,
  caller: Caller,
  identity: { name?: string; id?: string },
  options: { deleted?: boolean } = {},
): Promise<StackRow> {
  let { name, id } = identity;
  const slash = name?.indexOf('/') ?? -1;
  if (name !== undefined && slash >= 0 && id === undefined) {
    id = name.slice(slash + 1);
    name = name.slice(0, slash);
  }
  const asked = name ?? id ?? '';
  let stack: StackRow | null = null;
  if (id !== undefined) stack = await room.store.stack(id);
  else if (name !== undefined) {
    stack = await room.store.stack(name);
    // A stack's own user is of another project than the stack: it knows one stack only.
    if (stack === null && caller.stackUser !== undefined) {
      const own = await room.store.stack(caller.stackUser.stackId);
      if (own?.name === name) stack = own;
    }
    stack ??= await room.store.stackByName(caller.projectId, name, { deleted: options.deleted ?? false });
  }
  if (stack === null) throw stackNotFound(asked);
  const foreign = stack.projectId !== caller.projectId && caller.stackUser?.stackId !== stack.id && !caller.isAdmin;
  if (foreign || (stack.deletedAt !== null && !options.deleted)) throw stackNotFound(asked);
  if (id !== undefined && name !== undefined && name !== stack.name) throw stackNotFound(asked);
  return stack;
}

export async function listStacks(room: Room, filter: StackFilter, page: Page): Promise<StackView[]> {
  const rows = await room.store.stacks(withHiddenTags(room, filter), page);
  return rows.map((row) => ({
    row,
    parameters: {},
    capabilities: [],
    notificationTopics: [],
    parentName: null,
    templateDescription: row.description,
  }));
}

export function withHiddenTags(room: Room, filter: StackFilter): StackFilter {
  return filter.hiddenTags === undefined ? { ...filter, hiddenTags: room.config.hidden_stack_tags } : filter;
}

export async function showStack(room: Room, stack: StackRow, options: { resolveOutputs: boolean }): Promise<StackView> {
  const model = await room.models.of(stack).catch(() => null);
  const parent = stack.parentId === null ? null : await room.store.stack(stack.parentId);
  const view: StackView = {
    row: stack,
    parameters: {},
    capabilities: [],
    notificationTopics: [],
    parentName: parent?.name ?? null,
    templateDescription: model?.description ?? stack.description,
  };
  if (model !== null) {
    for (const parameter of model.parameters) {
      try {
        view.parameters[parameter.name] = parameter.shown();
      } catch {
        // One without a value is not shown; the stack's state tells what is wrong.
      }
    }
  }
  if (options.resolveOutputs)
    view.outputs = model === null || model.outputs.size === 0 ? [] : await outputsOf(room, stack);
  return view;
}

async function outputsOf(room: Room, stack: StackRow): Promise<ShownOutput[]> {
  return (await Reading.about(room, stack, [])).outputs();
}

export async function listOutputs(room: Room, stack: StackRow): Promise<{ key: string; description: string }[]> {
  const model = await room.models.of(stack);
  return Array.from(model.outputs.values(), ({ key, description }) => ({ key, description }));
}

export async function showOutput(room: Room, stack: StackRow, key: string): Promise<ShownOutput> {
  const reading = await Reading.about(room, stack, []);
  const output = reading.model?.outputs.get(key);
  if (output === undefined) throw new HeatError('NotFound', `Specified output key ${key} not found.`);
  return reading.output(output);
}

export async function showTemplate(room: Room, stack: StackRow): Promise<ValueMap> {
  return (await room.store.definition(stack.definitionId))?.template ?? {};
}

export async function showFiles(room: Room, stack: StackRow): Promise<Record<string, string>> {
  return (await room.store.definition(stack.definitionId))?.files ?? {};
}

const MASK = '******';

/** The environment of a stack, hidden values masked. */
export async function showEnvironment(room: Room, stack: StackRow): Promise<ValueMap> {
  const definition = await room.store.definition(stack.definitionId);
  if (definition === null) return {};
  const environment: ValueMap = withSecrets(definition);
  const schemas = parameterSchemas(definition.template);
  for (const section of ['parameters', 'parameter_defaults']) {
    const values = getKey(environment, section) ?? null;
    if (!isMap(values)) continue;
    const shown: Record<string, Value> = {};
    for (const [name, value] of Object.entries(values)) shown[name] = schemas.get(name)?.hidden ? MASK : value;
    environment[section] = shown;
  }
  return environment;
}
