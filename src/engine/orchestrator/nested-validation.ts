/**
 * Nested stacks are checked as well, of whatever type they are: names, functions, types and what is written as a value; other values only
 * the run will tell for certain. A template that several resources share is checked once on each level; one that is nested in itself goes too deep.
 */
import { HeatError } from '../../errors.ts';
import type { DefinitionRow } from '../../store/rows.ts';
import { positioned } from '../../template/diagnostics/report.ts';
import { checkStack, NOT_MADE, propertyData, type ResourceDefinition, Template } from '../../template/index.ts';
import { typeProperties } from '../../template/properties/index.ts';
import { buildModel, modelOf } from '../model/build.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { checkTreeSize, TooManyResources } from '../nested/tree-size.ts';
import { readFormer } from '../resource/properties.ts';
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
  /** Resources of stacks with all that is nested in them, level by level, by what they are defined by. */
  private readonly counted: Map<string, number>[] = [];

  constructor(room: Room, asker: Asker) {
    this.room = room;
    this.asker = asker;
  }

  /**
   * Resolves to the number of resources of the stack and all that are nested in it. Members of a group are counted, not gone through.
   * @throws RequestLimitExceeded as soon as they are too many
   */
  async validate(model: StackModel, depth: number): Promise<number> {
    let resources = model.order.length;
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
        resources += await this.descend(model, wanted, definition, depth);
        checkTreeSize(this.room, resources);
      } catch (error) {
        throw within(error, `${model.section}.${name}`, file);
      }
    }
    return resources;
  }

  private async descend(
    model: StackModel,
    wanted: WantedResource,
    definition: ResourceDefinition,
    depth: number,
  ): Promise<number> {
    const { room } = this;
    const { cloud } = this.asker;
    const members = membersOf(wanted, definition);
    // A number that is too large by itself is refused before anything is made of it.
    if (members !== undefined) checkTreeSize(room, members);
    const child = await exampleChild({ room, cloud, depth }, model, wanted, definition);
    if (child === null) return members ?? 0;
    const counted = (this.counted[depth] ??= new Map());
    const resources = counted.get(child.id) ?? (await this.look(child, wanted, depth));
    counted.set(child.id, resources);
    // Of a group, one member was looked at.
    const shown = Object.keys(new Template(child.template).section('resources')).length;
    return members === undefined || shown === 0 ? resources : (resources / shown) * members;
  }

  /** Resolves to the number of resources of a nested stack and all below it. */
  private async look(child: DefinitionRow, wanted: WantedResource, depth: number): Promise<number> {
    const { room } = this;
    const { cloud } = this.asker;
    if (depth >= room.config.max_nested_stack_depth) {
      const message = `Request limit exceeded: Recursion depth exceeds ${room.config.max_nested_stack_depth}.`;
      throw new HeatError('RequestLimitExceeded', message);
    }
    const seen = (this.seen[depth] ??= new Set());
    const from = room.models.draft(child, { id: '', name: wanted.name, projectId: cloud.projectId, parentId: '' });
    if (seen.has(child.template)) return this.validate(buildModel(from), depth + 1);
    seen.add(child.template);
    const checked = checkStack(from.template, {
      parameters: from.parameters,
      typeOf: from.typeOf,
      values: false,
      maxResources: room.config.max_resources_per_stack,
    });
    await checkTypes(room, checked.definition, from, cloud, 'what is written');
    const nested = modelOf(from, checked.definition, checked.graph, checked.order);
    await checkOffered(this.asker, nested);
    return this.validate(nested, depth + 1);
  }

  /** The file that a resource is made of; its text is null where it did not come along. */
  private fileOf(model: StackModel, { name, typeName }: WantedResource): { name: string; text: string | null } | null {
    const resolved = model.environment.registry.resolve(typeName, name);
    if (!('template' in resolved)) return null;
    const text = model.files[resolved.template] ?? this.room.wiring.templateFile?.(resolved.template) ?? null;
    return { name: resolved.template, text };
  }
}

/** How many members a group is to have, as far as its properties tell. */
function membersOf({ type }: WantedResource, { properties: given }: ResourceDefinition): number | undefined {
  return type.nestedMembers?.(readFormer(typeProperties(type, propertyData(given, { resources: NOT_MADE }))));
}

function notThere(name: string): HeatError {
  const message = `Could not fetch remote template "${name}": it is not among the files.`;
  return new HeatError('StackValidationFailed', message);
}

/** Heat's frame around a place, if there is one; the place; and what follows it. */
const PLACED = /^(\w[\w ]*: : )?((?:resources|Resources|outputs|Outputs)\..*)$/s;

/** `resources.web<server.yaml>.resources.port: …`, with the place in the file's text. */
function within(error: unknown, place: string, file: { name: string; text: string | null } | null): unknown {
  // Of the tree as a whole.
  if (!(error instanceof HeatError) || error instanceof TooManyResources) return error;
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
