/** From what a request says to a definition: template, files, environment, with everything merged as clients expect. */
import { randomUUID } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { isLong, readEnvironmentLater, readTemplateLater } from '../../reading/reading.ts';
import { Pace } from '../../store/pace.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import {
  Environment,
  malformedEnvironment,
  patchEnvironment,
  requestEnvironment,
} from '../../template/environment/index.ts';
import { parseTemplate, type Template, templateOf } from '../../template/index.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { parameterSchemas, withSecrets } from '../model/build.ts';
import type { StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { mergedEnvironment } from './environment-files.ts';

/** A definition with its template as it was read, which knows where things stand in the text where it is short (`placed.ts`). */
export interface ReadDefinition {
  definition: DefinitionRow;
  template: Template;
}

/** @throws HTTPBadRequest, RequestLimitExceeded, and what merging environments throws */
export async function newDefinition(room: Room, stackId: string, request: StackRequest): Promise<ReadDefinition> {
  const adopt = request.adoptStackData;
  const files = { ...(adoptedMap(adopt, 'files') as Record<string, string> | undefined), ...request.files };
  const pace = new Pace();
  const template = await readTemplate(room, request.template ?? adoptedMap(adopt, 'template'), files);
  await room.models.readFiles(files);
  if (pace.isDue) await pace.rest();
  const sections = await readSections(room, request, template.raw, files);
  if (pace.isDue) await pace.rest();
  if (adopt !== undefined) {
    // What the exported stack had, under what the request says.
    const given = adoptedMap(adopt, 'environment');
    const inherited = isMap(given?.parameters ?? null) ? (given?.parameters as ValueMap) : {};
    const own = isMap(sections.parameters ?? null) ? (sections.parameters as ValueMap) : {};
    sections.parameters = { ...inherited, ...own };
  }
  return store(room, stackId, template, files, new Environment(sections, room.wiring.registry));
}

/** The definition after an update: what the request says, or for a PATCH the present one with what the request changes. */
export async function nextDefinition(room: Room, stack: StackRow, request: StackRequest): Promise<ReadDefinition> {
  if (!request.existing) {
    if (request.template === undefined) throw new HeatError('HTTPBadRequest', 'No template specified');
    return newDefinition(room, stack.id, request);
  }
  const current = await room.store.definition(stack.definitionId);
  if (current === null) throw new HeatError('NotFound', `The definition of stack ${stack.name} is gone.`);
  const files = { ...current.files, ...request.files };
  const pace = new Pace();
  const template = await readTemplate(room, request.template ?? current.template, files);
  await room.models.readFiles(files);
  const sections = await readSections(room, request, template.raw, files);
  if (pace.isDue) await pace.rest();
  const schemas = parameterSchemas(template.raw);
  const environment = patchEnvironment(environmentOf(room, current), sections, {
    clear: request.clearParameters ?? [],
    isParameter: (name) => schemas.has(name),
  });
  return store(room, stack.id, template, files, environment);
}

/** The environment of a definition, with the values that are kept apart. */
export function environmentOf(room: Room, definition: DefinitionRow): Environment {
  return new Environment(withSecrets(definition), room.wiring.registry);
}

function store(
  room: Room,
  stackId: string,
  template: Template,
  files: Record<string, string>,
  environment: Environment,
): ReadDefinition {
  const about = { id: randomUUID(), stackId, template: template.raw, files, createdAt: room.now() };
  const definition = room.models.split({ ...about, environment: environment.toSections() }, { parsed: template });
  return { definition, template };
}

async function readTemplate(
  room: Room,
  template: string | ValueMap | undefined,
  files: Record<string, string>,
): Promise<Template> {
  if (template === undefined) throw new HeatError('HTTPBadRequest', 'No template specified');
  try {
    if (typeof template !== 'string') return parseTemplate(template, { files });
    const document = await readTemplateLater(template, room.config.max_template_size);
    return templateOf(document, isLong(template) ? null : template, files);
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
    throw new HeatError('HTTPBadRequest', `Template not in valid format: ${error.message}`, {
      diagnostics: [...error.diagnostics],
      cause: error,
    });
  }
}

async function readSections(
  room: Room,
  request: StackRequest,
  template: ValueMap,
  files: Record<string, string>,
): Promise<ValueMap> {
  const asked: { environment?: Value; parameters?: Value; environment_files?: Value } = {};
  const names = request.environmentFiles ?? [];
  // With files, the environment itself is not read.
  if (request.environment !== undefined && names.length === 0)
    asked.environment = await readEnvironment(request.environment);
  if (request.parameters !== undefined) asked.parameters = request.parameters;
  if (request.environmentFiles !== undefined) asked.environment_files = request.environmentFiles;
  const sections = requestEnvironment(asked);
  if (names.length === 0) return sections;
  return mergedEnvironment(room, names, { template, files, sections });
}

async function readEnvironment(environment: string | ValueMap): Promise<ValueMap> {
  if (typeof environment !== 'string') return environment;
  try {
    return await readEnvironmentLater(environment);
  } catch (error) {
    throw malformedEnvironment(error);
  }
}

function adoptedMap(adopt: ValueMap | undefined, key: string): ValueMap | undefined {
  const value = adopt === undefined ? null : (getKey(adopt, key) ?? null);
  return isMap(value) ? value : undefined;
}
