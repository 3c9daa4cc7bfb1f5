/**
 * The nested stack that a resource owns. Each change of it is an operation of its own, committed together with the parent's rows and taken
 * up by any engine. The child's id is in the parent's row before the child is made, and a definition's id follows from the
 * parent's verb, so that asking twice (after a crash) finds what the first asking made.
 */
import { createHash, randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import type { NestedDefinition, NestedMember, NestedStack, NestedState } from '../../resources/type.ts';
import type {
  DefinitionRow,
  OperationKind,
  OperationRow,
  ResourceRow,
  StackAction,
  StackRow,
} from '../../store/rows.ts';
import type { Change } from '../../store/store.ts';
import { childEnvironment, Environment } from '../../template/environment/index.ts';
import { getKey, isMap, stringify, type Value, type ValueMap } from '../../template/value.ts';
import { cancelling, superseding } from '../cancelling.ts';
import { stackEvent } from '../resource/events.ts';
import { NestedFailure } from '../resource/failure.ts';
import type { Room } from '../room.ts';
import { presentOrigin } from '../run/trace.ts';

/** What a nested stack needs of the stack that it is nested in. */
export interface NestedAround {
  readonly room: Room;
  readonly stack: StackRow;
  readonly environment: Environment;
  readonly files: Record<string, string>;
  readonly adopted?: ReadonlyMap<string, ValueMap>;
  now(): number;
  touch(row: ResourceRow, set: Partial<Omit<ResourceRow, 'id' | 'stackId'>>): void;
  commit(changes: readonly Change[]): Promise<void>;
}

const ACTIONS: Record<'SUSPEND' | 'RESUME' | 'CHECK', OperationKind> = {
  SUSPEND: 'suspend',
  RESUME: 'resume',
  CHECK: 'check',
};

export class NestedHandle implements NestedStack {
  private readonly around: NestedAround;
  private readonly row: ResourceRow;
  /** Stack whose change is waited for. */
  watching: string | null = null;

  constructor(around: NestedAround, row: ResourceRow) {
    this.around = around;
    this.row = row;
  }

  async create(definition: NestedDefinition, options: { adopt?: ValueMap } = {}): Promise<string> {
    const { around, row } = this;
    const { room, stack } = around;
    let id = row.nestedStackId;
    if (id === null) {
      id = randomUUID();
      around.touch(row, { nestedStackId: id });
    } else {
      const existing = await room.store.stack(id);
      if (existing !== null && existing.deletedAt === null) return id;
    }
    if (stack.depth >= room.config.max_nested_stack_depth) {
      const message = `Request limit exceeded: Recursion depth exceeds ${room.config.max_nested_stack_depth}.`;
      throw new HeatError('RequestLimitExceeded', message);
    }
    const adopt = options.adopt ?? around.adopted?.get(row.id);
    const now = around.now();
    const name = definition.name ?? row.physicalName;
    const child: StackRow = {
      ...stack,
      id,
      name,
      parentId: stack.id,
      parentResourceId: row.id,
      depth: stack.depth + 1,
      action: adopt === undefined ? 'CREATE' : 'ADOPT',
      status: 'IN_PROGRESS',
      reason: `Stack ${adopt === undefined ? 'CREATE' : 'ADOPT'} started`,
      description: '',
      definitionId: '',
      goodDefinitionId: null,
      operationId: null,
      // The parent goes back as a whole.
      disableRollback: true,
      timeoutMins: definition.timeoutMins ?? stack.timeoutMins,
      tags: [],
      createdAt: now,
      updatedAt: null,
      deletedAt: null,
      engineId: null,
      epoch: 0,
    };
    const desired = childDefinition(around, row, definition, child);
    const model = await room.models.read(desired, child);
    await this.checkSize(model.order.length, 0);
    model.parameters.validate();
    child.definitionId = desired.id;
    child.description = model.description;
    const operation = this.operation(
      child,
      adopt === undefined ? 'create' : 'adopt',
      adopt === undefined ? {} : { adopt },
    );
    child.operationId = operation.id;
    await around.commit([
      { put: 'stack', row: child },
      { put: 'definition', row: desired },
      { put: 'operation', row: operation },
      { put: 'event', row: stackEvent(child, now) },
      { patch: 'resource', id: row.id, set: { nestedStackId: id, physicalId: id } },
      { wake: id },
    ]);
    row.physicalId = id;
    room.crashPoint('child', row.name);
    return id;
  }

  async update(definition: NestedDefinition): Promise<void> {
    const child = await this.stack();
    if (child === null) {
      if (this.row.physicalId !== null || this.row.nestedStackId === null) {
        throw new HeatError('UpdateReplace', `The Resource ${this.row.name} requires replacement.`);
      }
      await this.create(definition);
      return;
    }
    const desired = childDefinition(this.around, this.row, definition, child);
    // Asked before, by a process that did not live to see the end.
    if (child.definitionId === desired.id) return;
    const model = await this.around.room.models.read(desired, child);
    await this.checkSize(model.order.length, (await this.around.room.store.resources(child.id)).length);
    model.parameters.validate();
    await this.supersede(
      child,
      'update',
      'UPDATE',
      {},
      {
        definitionId: desired.id,
        description: model.description,
        timeoutMins: definition.timeoutMins ?? this.around.stack.timeoutMins,
      },
      [{ put: 'definition', row: desired }],
    );
  }

  async delete(): Promise<void> {
    await this.remove('delete');
  }

  /** The nested stack is forgotten, its resources stay. */
  async abandon(): Promise<void> {
    await this.remove('abandon');
  }

  private async remove(kind: 'delete' | 'abandon'): Promise<void> {
    const child = await this.stack();
    if (child === null) return;
    if (child.action === 'DELETE' && child.status === 'IN_PROGRESS') return;
    await this.supersede(child, kind, 'DELETE', {}, {}, []);
  }

  async act(action: 'SUSPEND' | 'RESUME' | 'CHECK'): Promise<void> {
    const child = await this.stack();
    if (child === null)
      throw new HeatError('HeatException', `Cannot ${action.toLowerCase()} ${this.row.name}, stack not created`);
    if (
      child.action === action &&
      (child.status === 'IN_PROGRESS' || (action !== 'CHECK' && child.status === 'COMPLETE'))
    )
      return;
    await this.supersede(child, ACTIONS[action], action, {}, {}, []);
  }

  async cancel(options: { rollback: boolean }): Promise<void> {
    const child = await this.stack();
    if (child === null || child.status !== 'IN_PROGRESS') return;
    await this.around.commit(await cancelling(this.around.room, child, options, this.around.now()));
  }

  async state(): Promise<NestedState | null> {
    const child = await this.stack();
    if (child === null) return null;
    return { id: child.id, action: child.action, status: child.status, reason: child.reason };
  }

  async settled(): Promise<boolean> {
    const child = await this.stack();
    this.watching = null;
    if (child === null || child.status === 'COMPLETE') return true;
    if (child.status === 'FAILED') throw new NestedFailure(child.reason);
    this.watching = child.id;
    return false;
  }

  async output(key: string): Promise<Value | undefined> {
    const child = await this.stack();
    const model = child === null ? undefined : (await this.around.room.models.of(child)).outputs.get(key);
    if (child === null || model === undefined) return undefined;
    const { value, error } = await (await this.around.room.read(child, [])).output(model);
    if (error === undefined) return value;
    throw new HeatError('TemplateOutputError', `Error in ${this.row.name} output ${key}: ${error}`);
  }

  async members(): Promise<NestedMember[] | null> {
    const child = await this.stack();
    return child === null ? null : this.around.room.read(child).then((reading) => reading.members());
  }

  async memberAttribute(member: string, path: Value[]): Promise<Value> {
    const child = await this.stack();
    return child === null
      ? null
      : this.around.room.read(child, [member]).then((reading) => reading.memberAttribute(member, path));
  }

  async template(): Promise<ValueMap | null> {
    return (await this.definition())?.template ?? null;
  }

  async files(): Promise<Record<string, string>> {
    return (await this.definition())?.files ?? {};
  }

  async parameters(): Promise<ValueMap> {
    const definition = await this.definition();
    if (definition === null) return {};
    const given = getKey(definition.environment, 'parameters') ?? null;
    return { ...(isMap(given) ? given : {}), ...definition.secretParameters };
  }

  private async definition(): Promise<DefinitionRow | null> {
    const child = await this.stack();
    return child === null ? null : this.around.room.store.definition(child.definitionId);
  }

  private async stack(): Promise<StackRow | null> {
    const id = this.row.nestedStackId;
    if (id === null) return null;
    const child = await this.around.room.store.stack(id);
    return child === null || child.deletedAt !== null ? null : child;
  }

  private operation(child: StackRow, kind: OperationKind, request: ValueMap): OperationRow {
    const { room } = this.around;
    const now = this.around.now();
    const origin = presentOrigin();
    const seconds = child.timeoutMins === null ? room.config.stack_action_timeout : child.timeoutMins * 60;
    return {
      id: randomUUID(),
      stackId: child.id,
      kind,
      state: 'queued',
      request: { ...request, ...origin.request },
      requestId: origin.requestId,
      createdAt: now,
      startedAt: null,
      endedAt: null,
      deadlineAt: now + seconds * 1000,
    };
  }

  /** A new operation takes over whatever the child was doing. */
  private async supersede(
    child: StackRow,
    kind: OperationKind,
    action: StackAction,
    request: ValueMap,
    set: Partial<StackRow>,
    changes: Change[],
  ): Promise<void> {
    const now = this.around.now();
    const operation = this.operation({ ...child, ...set }, kind, request);
    const {
      id: _id,
      epoch: _epoch,
      engineId: _engineId,
      ...patch
    } = {
      ...set,
      id: child.id,
      epoch: 0,
      engineId: null,
      action,
      status: 'IN_PROGRESS' as const,
      reason: `Stack ${action} started`,
      operationId: operation.id,
      updatedAt: now,
    };
    await this.around.commit([
      ...changes,
      ...superseding(child, now),
      { put: 'operation', row: operation },
      { patch: 'stack', id: child.id, set: patch },
      { put: 'event', row: stackEvent({ ...child, ...patch }, now) },
      { wake: child.id },
    ]);
    this.around.room.crashPoint('child', this.row.name);
  }

  /** @throws RequestLimitExceeded when the tree would have too many resources */
  private async checkSize(resources: number, existing: number): Promise<void> {
    const { room, stack } = this.around;
    const limit = room.config.max_resources_per_stack;
    if (limit === -1) return;
    const total = resources + (await room.store.countResources(stack.rootId)) - existing;
    if (total > limit) {
      throw new HeatError('RequestLimitExceeded', 'Request limit exceeded: Maximum resources per stack exceeded.');
    }
  }
}

/** What the nested stack of a resource is to be. The same asked twice by the same verb gets the same id. */
export function childDefinition(
  around: NestedAround,
  row: ResourceRow,
  definition: NestedDefinition,
  child: Pick<StackRow, 'id'>,
): DefinitionRow {
  const { models } = around.room;
  const environment =
    definition.environment === undefined
      ? childEnvironment(
          around.environment,
          { parameters: definition.parameters },
          { resourceName: row.name, ...withoutItself(around.environment, row) },
        )
      : new Environment({ ...definition.environment, parameters: definition.parameters }, around.environment.base);
  const template = models.tree(definition.template);
  const files = definition.files ?? around.files;
  const sections = environment.toSections();
  const seed = [child.id, row.startedAt, template, sections, Object.keys(files).sort()] as unknown as Value;
  return models.split({
    id: uuidFrom(stringify(seed)),
    stackId: child.id,
    template,
    files,
    environment: sections,
    createdAt: around.now(),
  });
}

/** A template that is used as a type does not stand for itself within itself: there the name means what it meant before. */
function withoutItself(environment: Environment, row: ResourceRow): { withoutTemplate?: { type: string } } {
  const type = typeof row.frozen.type === 'string' ? row.frozen.type : row.type;
  try {
    return 'template' in environment.registry.resolve(type, row.name) ? { withoutTemplate: { type } } : {};
  } catch {
    return {};
  }
}

function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
