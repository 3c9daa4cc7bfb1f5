/** What an update would do, told by the planner that the update itself will ask; into nested stacks where that is wanted. */
import { HeatError } from '../../errors.ts';
import { conceal, type Step } from '../../plan/index.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { ResourceDefinition } from '../../template/index.ts';
import { plainData } from '../../template/properties/index.ts';
import { containsUnknown } from '../../template/schema/index.ts';
import { getKey, setKey, type Value, type ValueMap } from '../../template/value.ts';
import type { StackModel } from '../model/model.ts';
import { foreseeChild, foreseenFacade, foreseenModel, standIn } from '../nested/foresee.ts';
import type { Caller, ResourceView, StackRequest, UpdatePreview } from '../orchestrator.ts';
import { planUpdate } from '../plan/planning.ts';
import { readFormer, storedProperties, wantedProperties } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { changedNames } from '../run/change.ts';
import { givenProperties } from '../run/resolved.ts';
import { Reading } from '../views/reading.ts';
import { rowView } from '../views/resources.ts';
import { plannedView } from './planned.ts';
import { nextState } from './update.ts';

export async function previewUpdate(
  room: Room,
  caller: Caller,
  stack: StackRow,
  request: StackRequest,
): Promise<UpdatePreview> {
  const { model } = await nextState(room, caller, stack, request);
  const preview: UpdatePreview = {
    unchanged: [],
    updated: [],
    replaced: [],
    added: [],
    deleted: [],
    plan: { steps: [], summary: { create: 0, update: 0, replace: 0, keep: 0, delete: 0 } },
  };
  const converge = request.converge === true || room.config.observe_on_update;
  const previewing = new Previewing(room, preview, { deep: request.showNested === true, converge });
  const plan = await previewing.stack(await Reading.open(room, stack), model);
  preview.plan = conceal(plan, previewing.hidden);
  return preview;
}

class Previewing {
  private readonly room: Room;
  private readonly preview: UpdatePreview;
  private readonly deep: boolean;
  private readonly converge: boolean;
  /** Values of hidden parameters, before and after. */
  readonly hidden: Value[] = [];

  constructor(room: Room, preview: UpdatePreview, { deep, converge }: { deep: boolean; converge: boolean }) {
    this.room = room;
    this.preview = preview;
    this.deep = deep;
    this.converge = converge;
  }

  /** `parent`: name of the resource that owns the stack. */
  async stack(reading: Reading, model: StackModel, parent: string | null = null) {
    this.noteHidden(reading.model);
    this.noteHidden(model);
    const { plan } = await planUpdate(reading, model, {
      rows: reading.rows,
      previousDefinitionId: reading.stack.goodDefinitionId,
      former: reading.model === null ? null : { id: reading.model.definitionId, template: reading.model.template },
      // A nested stack is told to update, and no more.
      converge: parent === null ? this.converge : this.room.config.observe_on_update,
    });
    for (const { decision } of plan.steps) {
      const { reason } = decision;
      if (reason.why === 'refused' && reason.code === 'NotSupported') throw new HeatError(reason.code, reason.message);
    }
    for (const step of plan.steps) await this.step(reading, model, step, parent);
    return plan;
  }

  private noteHidden(model: StackModel | null): void {
    for (const { schema, given, default: fallback } of model?.parameters ?? []) {
      if (schema.hidden) this.hidden.push(given, fallback);
    }
  }

  private async step(reading: Reading, model: StackModel, step: Step, parent: string | null): Promise<void> {
    const { preview } = this;
    const row = step.rowId === null ? undefined : reading.rows.find((other) => other.id === step.rowId);
    const next = () => plannedView({ room: this.room, stack: reading.stack, model, parent }, step.resource);
    if (step.kind === 'delete') {
      if (row === undefined || step.decision.reason.why === 'replaced') return;
      preview.deleted.push(presentView(reading, row, parent));
      await this.deletedBelow(row);
      return;
    }
    switch (step.decision.fate) {
      case 'create':
        preview.added.push(next());
        await this.addedBelow(reading, model, step.resource);
        return;
      case 'replace':
        preview.replaced.push(next());
        if (row !== undefined) await this.deletedBelow(row);
        await this.addedBelow(reading, model, step.resource);
        return;
      case 'update':
        if (row === undefined) return;
        preview.updated.push(presentView(reading, row, parent));
        await this.updatedBelow(reading, model, row, step);
        return;
      default:
        preview.unchanged.push(row === undefined ? next() : presentView(reading, row, parent));
    }
  }

  private async deletedBelow(row: ResourceRow): Promise<void> {
    const child = await this.child(row);
    if (child === null) return;
    const reading = await Reading.open(this.room, child);
    for (const below of reading.current.values()) {
      this.preview.deleted.push(presentView(reading, below, row.name));
      await this.deletedBelow(below);
    }
  }

  private async addedBelow(reading: Reading, model: StackModel, name: string): Promise<void> {
    const wanted = model.resource(name);
    if (!this.deep || wanted?.type.nestedStack !== true) return;
    const child = await this.foresee(reading, model, name, standIn(reading.stack, wanted), false);
    if (child === null) return;
    await this.added(child.model, child.stack, name);
  }

  private async added(model: StackModel, stack: StackRow, parent: string): Promise<void> {
    const about = { room: this.room, stack, model, parent };
    for (const name of model.order) this.preview.added.push(plannedView(about, name));
  }

  private async updatedBelow(reading: Reading, model: StackModel, row: ResourceRow, step: Step): Promise<void> {
    const present = await this.child(row);
    if (present === null) return;
    const child = await this.foresee(reading, model, row.name, row, true);
    if (child !== null) step.nested = await this.stack(await Reading.open(this.room, present), child.model, row.name);
  }

  private async child(row: ResourceRow): Promise<StackRow | null> {
    if (!this.deep || row.nestedStackId === null) return null;
    const child = await this.room.store.stack(row.nestedStackId);
    return child === null || child.deletedAt !== null ? null : child;
  }

  /** What a nested stack would become. Null where that hangs on what only the run will tell. */
  private async foresee(
    reading: Reading,
    model: StackModel,
    name: string,
    row: ResourceRow,
    exists: boolean,
  ): Promise<{ model: StackModel; stack: StackRow } | null> {
    const wanted = model.resource(name);
    if (wanted === undefined) return null;
    const { room } = this;
    const frozen = model.freeze(name, reading.references);
    if (containsUnknown(frozen.properties)) return null;
    const { type } = wanted;
    const properties = readFormer(wantedProperties(type, plainData(givenProperties(frozen)), null));
    const before: ValueMap = storedProperties(type, row);
    const about = {
      room,
      stack: reading.stack,
      cloud: reading.cloud,
      environment: model.environment,
      files: model.files,
    };
    const foreseen = await foreseeChild(
      about,
      row,
      type,
      properties,
      exists ? { before, changed: changedNames(before, properties) } : null,
    );
    if (foreseen === null) return null;
    const child: StackRow = {
      ...reading.stack,
      id: row.nestedStackId ?? '',
      name: row.physicalName,
      parentId: reading.stack.id,
      depth: reading.stack.depth + 1,
    };
    const written = model.bound.resources.get(name) as ResourceDefinition;
    return { model: foreseenModel(room, foreseen, child, foreseenFacade(written, reading.references)), stack: child };
  }
}

/** A resource as it is, with the attributes that are known without asking a cloud. */
function presentView(reading: Reading, row: ResourceRow, parent: string | null): ResourceView {
  const view = rowView(reading, row, reading.model?.requiredBy(row.name), parent);
  view.attributes = {};
  for (const name of Object.keys(reading.typeOf(row).attributes)) {
    if (name !== 'show') setKey(view.attributes, name, getKey(row.attributes, name) ?? null);
  }
  return view;
}
