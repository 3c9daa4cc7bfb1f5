/**
 * Nested stacks are checked as well, of whatever type they are, with what they are given as far as it is known before the run. The same template with the
 * same values is checked once on each level; one that is nested in itself goes too deep.
 */
import { HeatError } from '../../errors.ts';
import { isLong } from '../../reading/reading.ts';
import { pureCheck } from '../../resources/questions/pure.ts';
import { Pace } from '../../store/pace.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import { positioned } from '../../template/diagnostics/report.ts';
import {
  checkingStack,
  NOTHING_KNOWN,
  propertyData,
  type ResourceDefinition,
  type StackValidation,
  Template,
} from '../../template/index.ts';
import { typeProperties } from '../../template/properties/index.ts';
import { modelOf } from '../model/build.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { weighed } from '../model/weighed.ts';
import { type ForeseenChild, foreseenDraft, foreseenFacade } from '../nested/foresee.ts';
import { checkTreeSize, TooLarge, type TreeSize } from '../nested/tree-size.ts';
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
  private readonly pace = new Pace();
  /** Templates looked at, level by level. */
  private readonly seen: Set<unknown>[] = [];
  /** Sizes of stacks with all that is nested in them, level by level, by what they are defined by. */
  private readonly counted: Map<string, TreeSize>[] = [];

  constructor(room: Room, asker: Asker) {
    this.room = room;
    this.asker = asker;
  }

  /**
   * Resolves to the size of the stack with all that are nested in it. Members of a group are counted, not gone through.
   * @throws RequestLimitExceeded as soon as it is too large
   */
  async validate(model: StackModel, depth: number): Promise<TreeSize> {
    const size: TreeSize = { resources: model.order.length, characters: 0 };
    for (const name of model.order) {
      if (this.pace.isDue) await this.pace.rest();
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
        const below = await this.descend(model, wanted, definition, depth);
        size.resources += below.resources;
        size.characters += below.characters;
        checkTreeSize(this.room, size);
      } catch (error) {
        throw within(error, model, wanted, file);
      }
    }
    return size;
  }

  private async descend(
    model: StackModel,
    wanted: WantedResource,
    definition: ResourceDefinition,
    depth: number,
  ): Promise<TreeSize> {
    const { room } = this;
    const { cloud } = this.asker;
    const members = membersOf(wanted, definition);
    // A number that is too large by itself is refused before anything is made of it.
    if (members !== undefined) checkTreeSize(room, { resources: members, characters: 0 });
    const looking = { room, cloud, depth, resources: NOTHING_KNOWN };
    const child = await exampleChild(looking, model, wanted, definition);
    if (child === null) return { resources: members ?? 0, characters: 0 };
    const counted = (this.counted[depth] ??= new Map());
    const key = [child.definition.id, ...child.unknown.keys()].join(' ');
    const size = counted.get(key) ?? (await this.look(child, wanted, definition, depth));
    counted.set(key, size);
    // Of a group, one member was looked at.
    const shown = Object.keys(new Template(child.definition.template).section('resources')).length;
    if (members === undefined || shown === 0) return size;
    return { resources: (size.resources / shown) * members, characters: (size.characters / shown) * members };
  }

  /** Resolves to the size of a nested stack and all below it. */
  private async look(
    child: ForeseenChild,
    { name }: WantedResource,
    definition: ResourceDefinition,
    depth: number,
  ): Promise<TreeSize> {
    const { room } = this;
    const { cloud } = this.asker;
    if (depth >= room.config.max_nested_stack_depth) {
      const message = `Request limit exceeded: Recursion depth exceeds ${room.config.max_nested_stack_depth}.`;
      throw new HeatError('RequestLimitExceeded', message);
    }
    const identity = { id: '', name, projectId: cloud.projectId, parentId: '' };
    const from = foreseenDraft(room, child, identity, foreseenFacade(definition, NOTHING_KNOWN));
    const about = {
      parameters: from.parameters,
      facade: from.facade,
      typeOf: from.typeOf,
      maxResources: room.config.max_resources_per_stack,
      check: pureCheck,
    };
    const seen = (this.seen[depth] ??= new Set());
    const { template } = child.definition;
    // Heat looks at names and at what types check, and leaves values to the run; the template may be known by another resource.
    const check = (more: Pick<StackValidation, 'values' | 'parsed'>) =>
      this.pace.run(checkingStack(from.template, { ...about, ...more }));
    const named = seen.has(template) ? undefined : (await check({ values: false })).definition;
    seen.add(template);
    if (named !== undefined) await checkTypes(room, named, from, null, 'nested');
    const checked = await check(named === undefined ? {} : { parsed: named });
    if (named === undefined) await checkTypes(room, checked.definition, from, null, 'nested');
    if (this.pace.isDue) await this.pace.rest();
    const nested = modelOf(from, checked.definition, checked.graph, checked.order);
    await checkOffered(this.asker, nested);
    const below = await this.validate(nested, depth + 1);
    return { ...below, characters: below.characters + weighed(template).characters };
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
  return type.nestedMembers?.(readFormer(typeProperties(type, propertyData(given, { resources: NOTHING_KNOWN }))));
}

function notThere(name: string): HeatError {
  const message = `Could not fetch remote template "${name}": it is not among the files.`;
  return new HeatError('StackValidationFailed', message);
}

/** Heat's frame around a place, if there is one; the place; and what follows it. */
const PLACED = /^(\w[\w ]*: )?((?:resources|Resources|outputs|Outputs)[.[].*)$/s;

/** `resources.web<server.yaml>.resources.port: …`, with the place in the file's text, or in the template that the resource stands in. */
function within(
  error: unknown,
  model: StackModel,
  { name, type }: WantedResource,
  file: { name: string; text: string | null } | null,
): unknown {
  // Of the tree as a whole.
  if (!(error instanceof HeatError) || error instanceof TooLarge) return error;
  const way = `${model.section}.${name}<${file?.name ?? 'nested_stack'}>`;
  const [, frame = '', rest] = PLACED.exec(error.message) ?? [];
  const message = rest === undefined ? `${way}: ${error.message}` : `${frame}${way}.${rest}`;
  const { sections, resourceKeys } = model.draft.template.format;
  const resource = [sections.resources, name];
  const diagnostics = error.diagnostics.map((diagnostic): Diagnostic => {
    if (diagnostic.file !== undefined) return { ...diagnostic, message };
    if (file !== null) {
      const isShort = file.text === null || !isLong(file.text);
      return { ...(isShort ? positioned(diagnostic, file) : diagnostic), file: file.name, message };
    }
    const { path } = diagnostic;
    const place = path === undefined ? undefined : type.nestedPlace?.(path);
    return { ...diagnostic, message, path: place ? [...resource, resourceKeys.properties, ...place] : resource };
  });
  return new HeatError(error.code, message, { status: error.status, cause: error, diagnostics });
}
