/**
 * Nested stacks are checked as well, of whatever type they are: names, functions, types and what is written as a value; other values only
 * the run will tell for certain. A template that several resources share is checked once on each level; one that is nested in itself goes too deep.
 */
import { HeatError } from '../../errors.ts';
import { positioned } from '../../template/diagnostics/report.ts';
import { checkStack, type ResourceDefinition } from '../../template/index.ts';
import { modelOf } from '../model/build.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import type { Room } from '../room.ts';
import { exampleChild } from './example-child.ts';
import { checkProvider } from './facade.ts';
import { type Asker, checkOffered } from './offered.ts';
import { checkTypes } from './type-validation.ts';

/** @throws HeatError that names the way to what is wrong */
export async function validateNested(room: Room, model: StackModel, asker: Asker): Promise<void> {
  await new Nested(room, asker).validate(model, 0);
}

class Nested {
  private readonly room: Room;
  private readonly asker: Asker;
  /** Templates looked at, level by level. */
  private readonly seen: Set<unknown>[] = [];

  constructor(room: Room, asker: Asker) {
    this.room = room;
    this.asker = asker;
  }

  async validate(model: StackModel, depth: number): Promise<void> {
    for (const name of model.order) {
      const wanted = model.resource(name);
      const definition = model.bound.resources.get(name);
      if (
        wanted === undefined ||
        definition === undefined ||
        !wanted.type.nestedStack ||
        definition.externalId !== null
      )
        continue;
      const file = this.fileOf(model, wanted);
      if (file !== null && file.text !== null) checkProvider(this.room, model, wanted);
      try {
        if (file?.text === null) throw notThere(file.name);
        await this.descend(model, wanted, definition, depth);
      } catch (error) {
        throw within(error, `${model.section}.${name}`, file);
      }
    }
  }

  private async descend(
    model: StackModel,
    wanted: WantedResource,
    definition: ResourceDefinition,
    depth: number,
  ): Promise<void> {
    const { room } = this;
    const { cloud } = this.asker;
    const child = await exampleChild({ room, cloud, depth }, model, wanted, definition);
    const seen = (this.seen[depth] ??= new Set());
    if (child === null || seen.has(child.template)) return;
    seen.add(child.template);
    if (depth >= room.config.max_nested_stack_depth) {
      const message = `Request limit exceeded: Recursion depth exceeds ${room.config.max_nested_stack_depth}.`;
      throw new HeatError('RequestLimitExceeded', message);
    }
    const from = room.models.draft(child, { id: '', name: wanted.name, projectId: cloud.projectId, parentId: '' });
    const checked = checkStack(from.template, {
      parameters: from.parameters,
      typeOf: from.typeOf,
      values: false,
      maxResources: room.config.max_resources_per_stack,
    });
    await checkTypes(room, checked.definition, from, cloud, 'what is written');
    const nested = modelOf(from, checked.definition, checked.graph, checked.order);
    await checkOffered(this.asker, nested);
    await this.validate(nested, depth + 1);
  }

  /** The file that a resource is made of; its text is null where it did not come along. */
  private fileOf(model: StackModel, { name, typeName }: WantedResource): { name: string; text: string | null } | null {
    const resolved = model.environment.registry.resolve(typeName, name);
    if (!('template' in resolved)) return null;
    const text = model.files[resolved.template] ?? this.room.wiring.templateFile?.(resolved.template) ?? null;
    return { name: resolved.template, text };
  }
}

function notThere(name: string): HeatError {
  const message = `Could not fetch remote template "${name}": it is not among the files.`;
  return new HeatError('StackValidationFailed', message);
}

/** Heat's frame around a place, if there is one; the place; and what follows it. */
const PLACED = /^(\w[\w ]*: : )?((?:resources|Resources|outputs|Outputs)\..*)$/s;

/** `resources.web<server.yaml>.resources.port: …`, with the place in the file's text. */
function within(error: unknown, place: string, file: { name: string; text: string | null } | null): unknown {
  if (!(error instanceof HeatError)) return error;
  const way = `${place}<${file?.name ?? 'nested_stack'}>`;
  const [, frame = '', rest] = PLACED.exec(error.message) ?? [];
  const message = rest === undefined ? `${way}: ${error.message}` : `${frame}${way}.${rest}`;
  const diagnostics = error.diagnostics.map((diagnostic) =>
    diagnostic.file !== undefined || file === null
      ? { ...diagnostic, message }
      : { ...positioned(diagnostic, file), file: file.name, message },
  );
  return new HeatError(error.code, message, { status: error.status, cause: error, diagnostics });
}
