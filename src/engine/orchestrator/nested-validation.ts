/**
 * Nested stacks are checked as well, of whatever type they are: names, functions and types, but no values, which only the run will tell
 * for certain. A template that several resources share is checked once on each level; one that is nested in itself goes too deep.
 */
import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import { positioned } from '../../template/diagnostics/report.ts';
import { checkStack, NOT_MADE, propertyData, type ResourceDefinition } from '../../template/index.ts';
import { typeProperties } from '../../template/properties/index.ts';
import type { ValueMap } from '../../template/value.ts';
import { modelOf } from '../model/build.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import { foreseeChild, standIn } from '../nested/foresee.ts';
import type { Room } from '../room.ts';
import { type Asker, checkOffered } from './offered.ts';

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
    const { projectId } = this.asker.cloud;
    const child = await this.childOf(model, wanted, definition, depth);
    const seen = (this.seen[depth] ??= new Set());
    if (child === null || seen.has(child.template)) return;
    seen.add(child.template);
    if (depth >= room.config.max_nested_stack_depth) {
      const message = `Request limit exceeded: Recursion depth exceeds ${room.config.max_nested_stack_depth}.`;
      throw new HeatError('RequestLimitExceeded', message);
    }
    const from = room.models.draft(child, { id: '', name: wanted.name, projectId, parentId: '' });
    const checked = checkStack(from.template, {
      parameters: from.parameters,
      typeOf: from.typeOf,
      values: false,
      maxResources: room.config.max_resources_per_stack,
    });
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

  /** What the resource would make its nested stack of, references being names and attributes nothing yet. */
  private async childOf(
    model: StackModel,
    { name, type }: WantedResource,
    definition: ResourceDefinition,
    depth: number,
  ): Promise<DefinitionRow | null> {
    const { room } = this;
    const { cloud } = this.asker;
    const data = propertyData(definition.properties, { resources: NOT_MADE });
    const properties = typeProperties(type, data);
    const stack = nobody(cloud, depth);
    const about = { room, stack, cloud, environment: model.environment, files: model.files };
    try {
      return await foreseeChild(about, standIn(stack, name, type), type, properties.toRecord() as ValueMap, null);
    } catch (error) {
      // With values that are not there yet a type may stumble; what is really wrong the run will say.
      if (error instanceof HeatError && error.code === 'StackValidationFailed') throw error;
      return null;
    }
  }
}

function notThere(name: string): HeatError {
  const message = `Could not fetch remote template "${name}": it is not among the files.`;
  return new HeatError('StackValidationFailed', message);
}

/** `resources.web<server.yaml>.resources.port: …`, with the place in the file's text. */
function within(error: unknown, place: string, file: { name: string; text: string | null } | null): unknown {
  if (!(error instanceof HeatError)) return error;
  const way = file === null ? place : `${place}<${file.name}>`;
  const message = /^(?:resources|Resources|outputs|Outputs)\./.test(error.message)
    ? `${way}.${error.message}`
    : `${way}: ${error.message}`;
  const diagnostics = error.diagnostics.map((diagnostic) =>
    diagnostic.file !== undefined || file === null
      ? { ...diagnostic, message }
      : { ...positioned(diagnostic, file), file: file.name, message },
  );
  return new HeatError(error.code, message, { status: error.status, cause: error, diagnostics });
}

/** The stack that is being validated, as far as types may ask of it. */
export function nobody(cloud: Cloud, depth: number): StackRow {
  return {
    id: '',
    projectId: cloud.projectId,
    name: 'dummy',
    parentId: null,
    parentResourceId: null,
    rootId: '',
    depth,
    action: 'CREATE',
    status: 'IN_PROGRESS',
    reason: '',
    description: '',
    definitionId: '',
    goodDefinitionId: null,
    operationId: null,
    disableRollback: true,
    timeoutMins: null,
    tags: [],
    ownerUserId: cloud.userId,
    ownerUserName: '',
    credentialsId: null,
    stackUserProjectId: null,
    createdAt: 0,
    updatedAt: null,
    deletedAt: null,
    engineId: null,
    epoch: 0,
  };
}
