/** What an update would do, told by the planner that the update itself will ask, all the way down through nested stacks. */
import { HeatError } from '../../errors.ts';
import { certain, concealing, type Plan, planningStack, type Step, summarise } from '../../plan/index.ts';
import { Pace } from '../../store/pace.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import { getKey, setKey, type Value } from '../../template/value.ts';
import type { StackModel } from '../model/model.ts';
import { foreseenFacade, foreseenModel, standIn } from '../nested/foresee.ts';
import type { Caller, ResourceView, StackRequest, UpdatePreview } from '../orchestrator.ts';
import { foreseeOwned, nestedStackOf } from '../plan/nested.ts';
import { type Planned, planNested, planUpdate } from '../plan/planning.ts';
import type { Room } from '../room.ts';
import { Reading } from '../views/reading.ts';
import { rowView } from '../views/resources.ts';
import { type Planning, plannedView, planOfNew } from './planned.ts';
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
  const reading = await Reading.open(room, stack);
  const planned = await planUpdate(reading, model, {
    rows: reading.rows,
    previousDefinitionId: stack.goodDefinitionId,
    former: reading.model === null ? null : { id: reading.model.definitionId, template: reading.model.template },
    converge: request.converge === true || room.config.observe_on_update,
  });
  const previewing = new Previewing(room, preview, request.showNested === true);
  const plan = await previewing.stack(reading, model, planned, null);
  preview.plan = await new Pace().run(concealing(plan, previewing.hidden));
  return preview;
}

class Previewing {
  private readonly room: Room;
  private readonly preview: UpdatePreview;
  /** Whether resources of nested stacks are listed, too; the plan has them in any case. */
  private readonly deep: boolean;
  /** Values of hidden parameters, before and after. */
  readonly hidden: Value[] = [];
  private readonly pace = new Pace();

  constructor(room: Room, preview: UpdatePreview, deep: boolean) {
    this.room = room;
    this.preview = preview;
    this.deep = deep;
  }

  /** `parent`: name of the resource that owns the stack. */
  async stack(reading: Reading, model: StackModel, planned: Planned, parent: string | null): Promise<Plan> {
    this.noteHidden(reading.model);
    this.noteHidden(model);
    for (const { decision } of planned.plan.steps) {
      if (!this.lists(parent)) break;
      const { reason } = decision;
      if (reason.why === 'refused' && reason.code === 'NotSupported') throw new HeatError(reason.code, reason.message);
    }
    const steps: Step[] = [];
    const rows = byId(reading.rows);
    for (const step of planned.plan.steps) {
      if (this.pace.isDue) await this.pace.rest();
      const row = step.rowId === null ? undefined : rows.get(step.rowId);
      if (this.lists(parent)) this.list(reading, model, { step, row, parent });
      const nested = await this.nested(reading, model, planned, step, row);
      steps.push(nested === null ? step : { ...step, nested });
    }
    return summarise(steps);
  }

  private lists(parent: string | null): boolean {
    return this.deep || parent === null;
  }

  private noteHidden(model: StackModel | null): void {
    for (const { schema, given, default: fallback } of model?.parameters ?? []) {
      if (schema.hidden) this.hidden.push(given, fallback);
    }
  }

  private list(
    reading: Reading,
    model: StackModel,
    { step, row, parent }: { step: Step; row: ResourceRow | undefined; parent: string | null },
  ): void {
    const { preview, room } = this;
    const next = () => plannedView({ room, stack: reading.stack, model, parent }, step.resource);
    const present = () => (row === undefined ? next() : presentView(reading, row, parent));
    if (step.kind === 'delete') {
      if (row !== undefined && step.decision.reason.why !== 'replaced') preview.deleted.push(present());
      return;
    }
    switch (step.decision.fate) {
      case 'create':
        preview.added.push(next());
        return;
      case 'replace':
        preview.replaced.push(next());
        return;
      case 'update':
        if (row !== undefined) preview.updated.push(present());
        return;
      default:
        preview.unchanged.push(present());
    }
  }

  /** What becomes of the nested stack that the step's resource owns. */
  private async nested(
    reading: Reading,
    model: StackModel,
    planned: Planned,
    step: Step,
    row: ResourceRow | undefined,
  ): Promise<Plan | null> {
    const { resource: name } = step;
    if (step.kind === 'delete') {
      return row === undefined || step.decision.reason.why === 'replaced' ? null : this.removal(row);
    }
    const { fate } = step.decision;
    if (fate === 'replace' && row !== undefined) return this.replacement(reading, model, planned, row);
    if (model.resource(name)?.type.nestedStack !== true) return null;
    if (fate === 'create') return this.creation(reading, model, planned, name);
    if (row === undefined) return null;
    const change = planned.nested.get(row.id) ?? (await this.change(reading, model, planned, row));
    return change === null ? null : this.stack(change.reading, change.model, change.planned, name);
  }

  /** What is wrong with what would be made of it is said when it is made. */
  private change(reading: Reading, model: StackModel, { live }: Planned, row: ResourceRow) {
    return planNested(reading, model, { name: row.name, row, live }).catch((error: unknown) => {
      if (error instanceof HeatError && !this.deep) return null;
      throw error;
    });
  }

  private async removal(row: ResourceRow): Promise<Plan | null> {
    const child = await nestedStackOf(this.room, row);
    if (child === null) return null;
    const reading = await Reading.open(this.room, child);
    const steps: Step[] = [];
    const rows = byId(reading.rows);
    for (const step of (await this.pace.run(planningStack(null, reading.rows))).steps) {
      if (this.pace.isDue) await this.pace.rest();
      const below = step.rowId === null ? undefined : rows.get(step.rowId);
      if (this.deep && below !== undefined) this.preview.deleted.push(presentView(reading, below, row.name));
      const nested = below === undefined ? null : await this.removal(below);
      steps.push(nested === null ? step : { ...step, nested });
    }
    return summarise(steps);
  }

  private async creation(reading: Reading, model: StackModel, planned: Planned, name: string): Promise<Plan | null> {
    const child = await this.unmade(reading, model, planned, name);
    if (child === null) return null;
    if (this.deep) {
      for (const below of child.model.order) {
        this.preview.added.push(plannedView(child, below));
        if (this.pace.isDue) await this.pace.rest();
      }
    }
    return planOfNew(child, this.pace);
  }

  /** A nested stack that is made anew is made anew as a whole. */
  private async replacement(
    reading: Reading,
    model: StackModel,
    planned: Planned,
    row: ResourceRow,
  ): Promise<Plan | null> {
    const removed = await this.removal(row);
    const made = await this.creation(reading, model, planned, row.name);
    if (removed === null || made === null) return made ?? removed;
    const there = new Map(removed.steps.map((step) => [step.resource, step]));
    const steps = made.steps.map((step): Step => {
      const before = there.get(step.resource);
      if (before === undefined) return step;
      return { ...step, rowId: before.rowId, decision: certain('replace', { why: 'stack-replaced' }) };
    });
    const again = new Set(made.steps.map(({ resource }) => resource));
    const gone = removed.steps.filter(({ resource }) => !again.has(resource));
    return summarise([...steps, ...gone]);
  }

  private async unmade(reading: Reading, model: StackModel, { live }: Planned, name: string): Promise<Planning | null> {
    const { room } = this;
    const { stack, cloud } = reading;
    const wanted = model.resource(name);
    const written = model.bound.resources.get(name);
    if (wanted?.type.nestedStack !== true || written === undefined) return null;
    const row = standIn(stack, wanted);
    const foreseen = await foreseeOwned(reading, model, { name, row, live }, false);
    if (foreseen === null) return null;
    const child: StackRow = { ...stack, name: row.physicalName, parentId: stack.id, depth: stack.depth + 1 };
    const facade = foreseenFacade(written, live);
    const below = await foreseenModel(room, foreseen, child, facade);
    return { room, cloud, stack: child, model: below, parent: name };
  }
}

const byId = (rows: readonly ResourceRow[]): Map<string, ResourceRow> => new Map(rows.map((row) => [row.id, row]));

/** A resource as it is, with the attributes that are known without asking a cloud. */
function presentView(reading: Reading, row: ResourceRow, parent: string | null): ResourceView {
  const view = rowView(reading, row, reading.model?.requiredBy(row.name), parent);
  view.attributes = {};
  for (const name of Object.keys(reading.typeOf(row).attributes)) {
    if (name !== 'show') setKey(view.attributes, name, getKey(row.attributes, name) ?? null);
  }
  return view;
}
