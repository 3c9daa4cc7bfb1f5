/**
 * Updates of several steps, each with a wait: resize, then confirm; detach, extend, attach again. The steps still to be done are noted with
 * the resource, so that whoever takes over goes on with the next; a step is called again if it is not known whether it was.
 */
import { createHash } from 'node:crypto';
import { stringify, type ValueMap } from '../template/value.ts';
import type { Properties, ResourceOperation, UpdateOperation } from './type.ts';

export interface Stage {
  kind: string;
  called?: boolean;
  args: ValueMap;
}

export interface StageHandler<Given extends Properties = Properties> {
  /** Starts the step. False: not now, ask again. Must bear being called twice. */
  call(op: ResourceOperation<Given>, args: ValueMap): Promise<boolean | void>;
  /** True once it is over. */
  done(op: ResourceOperation<Given>, args: ValueMap): Promise<boolean>;
}

const NOTE = 'stages';

interface Note {
  of: string;
  stages: Stage[];
}

function signature(op: UpdateOperation): string {
  return createHash('sha256').update(stringify(op.changes)).digest('base64url').slice(0, 16);
}

/**
 * Notes the steps of an update, unless those of this very update are noted already. Durably, before the first begins: what has been detached
 * could not be told from what never was attached.
 */
export async function beginStages(op: UpdateOperation, plan: () => Promise<Stage[]>): Promise<void> {
  const of = signature(op);
  if (read(op)?.of === of) return;
  const stages = await plan();
  op.setData(NOTE, stages.length === 0 ? null : JSON.stringify({ of, stages } satisfies Note));
  if (stages.length > 0) await op.save();
}

/** Steps of this kind that an earlier update, which failed, still owes. */
export function owedStage(op: ResourceOperation, kind: string): Stage | undefined {
  return read(op)?.stages.find((stage) => stage.kind === kind);
}

/** Goes on with the steps; true when all are done. */
export async function runStages<Given extends Properties>(
  op: ResourceOperation<Given>,
  handlers: Readonly<Record<string, StageHandler<Given>>>,
): Promise<boolean> {
  for (;;) {
    const note = read(op);
    const stage = note?.stages[0];
    if (note === undefined || stage === undefined) {
      if (op.data.has(NOTE)) op.setData(NOTE, null);
      return true;
    }
    const handler = handlers[stage.kind];
    if (handler !== undefined) {
      if (stage.called !== true) {
        if ((await handler.call(op, stage.args)) === false) return false;
        stage.called = true;
        op.setData(NOTE, JSON.stringify(note));
      }
      if (!(await handler.done(op, stage.args))) return false;
    }
    note.stages.shift();
    op.setData(NOTE, JSON.stringify(note));
  }
}

function read(op: ResourceOperation): Note | undefined {
  const text = op.data.get(NOTE);
  return text === undefined ? undefined : (JSON.parse(text) as Note);
}
