/**
 * The nested stack that a resource owns. Each change of it is an operation of its own, committed together with the parent's rows and taken
 * up by any engine. The child's id is in the parent's row before the child is made, and a definition's id follows from the
 * parent's verb, so that asking twice (after a crash) finds what the first asking made.
 */

import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import type { NestedDefinition, NestedMember, NestedStack, NestedState } from '../../resources/type.ts';
import type { DefinitionRow, OperationKind, ResourceRow, StackRow } from '../../store/rows.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import type { OutputModel } from '../model/model.ts';
import { type Asked, ask, begin, cancel, goBack, supersede, type Wanted } from '../operations/index.ts';
import { NestedFailure } from '../resource/failure.ts';
import type { Room } from '../room.ts';
import { presentOrigin } from '../run/trace.ts';
import { childDefinition, type ParentStack } from './child-definition.ts';
import { checkTreeSize } from './tree-size.ts';

/** What a request sees of a nested stack. */
export interface NestedReader {
  output(output: OutputModel): Promise<{ value: Value; error?: string }>;
  members(): NestedMember[];
  memberAttribute(member: string, path: readonly Value[]): Promise<Value>;
}

/** What a nested stack needs of the stack that it is nested in. */
export interface NestedAround extends ParentStack {
  readonly room: Room;
  readonly stack: StackRow;
  readonly adopted?: ReadonlyMap<string, ValueMap>;
  touch(row: ResourceRow, set: Partial<Omit<ResourceRow, 'id' | 'stackId'>>): void;
  /** Looks at a nested stack: with all its rows, or those of some names and of others when they are asked for. */
  look(child: StackRow, names?: readonly string[]): Promise<NestedReader>;
  /** Commits what is asked of a nested stack, with what else belongs to it. Stale where the stack changed meanwhile. */
  ask(asked: Asked): Promise<void>;
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

  async admit(resources: number): Promise<void> {
    const child = await this.stack();
    await this.checkSize(resources, child === null ? 0 : (await this.around.room.store.resources(child.id)).length);
  }

  async create(definition: NestedDefinition, options: { adopt?: ValueMap } = {}): Promise<string> {
    const { around, row } = this;
    const { room, stack } = around;
    // Asked before, by a process that did not live to see the end.
    const existing = await this.stack();
    if (existing !== null) return existing.id;
    const id = await this.unmadeId();
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
      takes: 0,
    };
    const desired = await childDefinition(around, row, definition, child);
    const model = await room.models.read(desired, child);
    await this.checkSize(model.order.length, 0);
    model.parameters.validate();
    child.definitionId = desired.id;
    child.description = model.description;
    const wanted: Wanted = {
      kind: adopt === undefined ? 'create' : 'adopt',
      action: child.action,
      request: adopt === undefined ? {} : { adopt },
      changes: [
        { put: 'definition', row: desired },
        { patch: 'resource', id: row.id, set: { nestedStackId: id, physicalId: id } },
      ],
    };
    await around.ask(begin(room, child, wanted, presentOrigin()));
    Object.assign(row, { nestedStackId: id, physicalId: id });
    room.crashPoint('child', row.name);
    return id;
  }

  async update(definition: NestedDefinition): Promise<void> {
    const { around } = this;
    let missing = false;
    await this.supersede(async (child) => {
      missing = child === null;
      if (child === null) return null;
      const desired = await childDefinition(around, this.row, definition, child);
      // Asked before, by a process that did not live to see the end.
      if (child.definitionId === desired.id) return null;
      const model = await around.room.models.read(desired, child);
      await this.checkSize(model.order.length, (await around.room.store.resources(child.id)).length);
      model.parameters.validate();
      return {
        kind: 'update',
        action: 'UPDATE',
        set: {
          definitionId: desired.id,
          description: model.description,
          timeoutMins: definition.timeoutMins ?? around.stack.timeoutMins,
        },
        changes: [{ put: 'definition', row: desired }],
      };
    });
    if (!missing) return;
    if (this.row.physicalId !== null || this.row.nestedStackId === null) {
      throw new HeatError('UpdateReplace', `The Resource ${this.row.name} requires replacement.`);
    }
    await this.create(definition);
  }

  async delete(): Promise<void> {
    await this.remove('delete');
  }

  /** The nested stack is forgotten, its resources stay. */
  async abandon(): Promise<void> {
    await this.remove('abandon');
  }

  private remove(kind: 'delete' | 'abandon'): Promise<void> {
    return this.supersede(async (child) => {
      if (child === null || (child.action === 'DELETE' && child.status === 'IN_PROGRESS')) return null;
      return { kind, action: 'DELETE' };
    });
  }

  act(action: 'SUSPEND' | 'RESUME' | 'CHECK'): Promise<void> {
    return this.supersede(async (child) => {
      if (child === null)
        throw new HeatError('HeatException', `Cannot ${action.toLowerCase()} ${this.row.name}, stack not created`);
      const asked = child.action === action && child.status === 'IN_PROGRESS';
      const done = child.action === action && action !== 'CHECK' && child.status === 'COMPLETE';
      return asked || done ? null : { kind: ACTIONS[action], action };
    });
  }

  async cancel({ rollback }: { rollback: boolean }): Promise<void> {
    const { room } = this.around;
    const stop = rollback ? goBack : cancel;
    await this.ask(async (child) =>
      child === null || child.status !== 'IN_PROGRESS' ? null : stop(room, child, presentOrigin()),
    );
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
    const { value, error } = await (await this.reading(child)).output(model);
    if (error === undefined) return value;
    throw new HeatError('TemplateOutputError', `Error in ${this.row.name} output ${key}: ${error}`);
  }

  async members(): Promise<NestedMember[] | null> {
    const child = await this.stack();
    return child === null ? null : this.around.look(child).then((reading) => reading.members());
  }

  async memberAttribute(member: string, path: Value[]): Promise<Value> {
    const child = await this.stack();
    return child === null ? null : (await this.reading(child)).memberAttribute(member, path);
  }

  private present: Promise<NestedReader> | null = null;

  /** Questions of the same moment share one look. */
  private reading(child: StackRow): Promise<NestedReader> {
    if (this.present === null) {
      this.present = this.around.look(child, []);
      setImmediate(() => {
        this.present = null;
      });
    }
    return this.present;
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

  /** The one that the row foresees, unless a stack of that id has come and gone. */
  private async unmadeId(): Promise<string> {
    const foreseen = this.row.nestedStackId;
    const gone = foreseen !== null && (await this.around.room.store.stack(foreseen)) !== null;
    return foreseen === null || gone ? randomUUID() : foreseen;
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

  /** A new operation takes over whatever the child was doing. */
  private async supersede(wanted: (child: StackRow | null) => Promise<Wanted | null>): Promise<void> {
    await this.ask(async (child) => {
      const one = await wanted(child);
      return one === null || child === null ? null : supersede(this.around.room, child, one, presentOrigin());
    });
  }

  private async ask(prepare: (child: StackRow | null) => Promise<Asked | null>): Promise<void> {
    const asked = await ask(
      () => this.stack(),
      prepare,
      (one) => this.around.ask(one),
    );
    if (asked) this.around.room.crashPoint('child', this.row.name);
  }

  /** @throws RequestLimitExceeded when the tree would have too many resources */
  private async checkSize(resources: number, existing: number): Promise<void> {
    const { room, stack } = this.around;
    if (room.config.max_resources_per_stack === -1) return;
    // A number that is too large by itself is not worth a question.
    checkTreeSize(room, { resources, characters: 0 });
    const all = resources + (await room.store.countResources(stack.rootId)) - existing;
    checkTreeSize(room, { resources: all, characters: 0 });
  }
}
