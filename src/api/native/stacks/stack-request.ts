/**
 * Reads the body that creates, changes, previews or validates a stack into a {@link StackRequest}. Only the form is checked
 * here; what it says is checked by the engine.
 *
 * The environment goes to the engine as it came, with `parameters` of the request on top; where `environment_files` names
 * files, those are the environment and the merged one that clients send along for old servers is left aside.
 */
import type { StackRequest } from '../../../engine/orchestrator.ts';
import { HeatError } from '../../../errors.ts';
import { readDocumentLater } from '../../../reading/reading.ts';
import { isMap, setKey, stringify, type ValueMap } from '../../../template/value.ts';
import { badRequest, readBoolean, readInteger, readTags } from '../queries.ts';
import type { Call } from '../route.ts';
import { readFilesContainer } from './files-container.ts';
import { fetchTemplate } from './template-url.ts';

/** What kind of request it is; they differ in what has to be there. */
export type RequestKind = 'create' | 'update' | 'patch' | 'validate';

export async function readStackRequest(call: Call, kind: RequestKind): Promise<StackRequest> {
  const body = call.body;
  if (body === null) throw malformed();
  const request: StackRequest = { existing: kind === 'patch' };
  readOptions(body, request, kind);
  if (kind === 'create') request.stackName = readStackName(body);
  const template = await readTemplate(call, body, request);
  if (template === undefined && kind !== 'patch') throw badRequest('No template specified');
  request.template = template;
  request.parameters = readMap(body, 'parameters') ?? {};
  readEnvironment(body, request);
  request.files = readFiles(body);
  if (present(body, 'files_container')) {
    const limit = 16 * call.settings.maxTemplateSize;
    request.files = await readFilesContainer(call.caller.cloud, body.files_container, request.files, limit);
  }
  return request;
}

/** Nothing asked for but "update it again": allowed by a rule of its own. */
export function changesNothing(request: StackRequest, body: ValueMap): boolean {
  const { template, environment, parameters, files, environmentFiles } = request;
  const mentioned = [...OPTIONS, 'clear_parameters', 'files_container'].some((name) => present(body, name));
  return (
    template === undefined &&
    !mentioned &&
    isEmpty(environment) &&
    isEmpty(parameters) &&
    isEmpty(files) &&
    (environmentFiles ?? []).length === 0
  );
}

const OPTIONS = ['timeout_mins', 'disable_rollback', 'tags', 'converge', 'adopt_stack_data'];

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  return isMap(value) && Object.values(value).every((inner) => typeof inner === 'object' && isEmpty(inner));
}

function readStackName(body: ValueMap): string {
  if (!Object.hasOwn(body, 'stack_name')) throw badRequest('No stack name specified');
  if (typeof body.stack_name !== 'string') {
    throw new HeatError('StackValidationFailed', `Invalid stack name ${stringify(body.stack_name)}, must be a string`);
  }
  return body.stack_name;
}

function readOptions(body: ValueMap, request: StackRequest, kind: RequestKind): void {
  if (present(body, 'timeout_mins')) {
    const timeout = readInteger('timeout_mins', body.timeout_mins);
    if (timeout > 0) request.timeoutMins = timeout;
  }
  if (present(body, 'tags')) request.tags = readTags(body.tags);
  if (present(body, 'converge')) {
    if (kind === 'create') {
      throw badRequest('converge flag only supported in stack update (or update preview) request.');
    }
    if (kind !== 'validate') request.converge = readBoolean('converge', body.converge, 'ValueError');
  }
  if (present(body, 'disable_rollback')) {
    request.disableRollback = readBoolean('disable_rollback', body.disable_rollback, 'ValueError');
  }
  if (present(body, 'clear_parameters')) {
    const names = body.clear_parameters;
    if (!Array.isArray(names)) throw badRequest('clear_parameters has to be a list of names');
    request.clearParameters = names.map(String);
  }
}

async function readTemplate(call: Call, body: ValueMap, request: StackRequest): Promise<string | ValueMap | undefined> {
  const { maxTemplateSize } = call.settings;
  if (present(body, 'adopt_stack_data')) {
    const data = await readAdoptData(body.adopt_stack_data);
    request.adoptStackData = data;
    const { template } = data;
    if (!isMap(template)) throw badRequest("Invalid adopt data: 'template'");
    checkSize(stringify(template), maxTemplateSize);
    return template;
  }
  const { template } = body;
  if (isMap(template)) {
    checkSize(stringify(template), maxTemplateSize);
    return template;
  }
  if (typeof template === 'string') {
    checkSize(template, maxTemplateSize);
    return template;
  }
  if (present(body, 'template')) throw badRequest('Template not in valid format: it is neither text nor a mapping');
  if (present(body, 'template_url')) return fetchTemplate(body.template_url, call.settings);
  return undefined;
}

function checkSize(text: string, most: number): void {
  if (text.length > most) {
    throw new HeatError(
      'RequestLimitExceeded',
      `Request limit exceeded: Template size (${text.length} bytes) exceeds maximum allowed size (${most} bytes).`,
    );
  }
}

async function readAdoptData(source: unknown): Promise<ValueMap> {
  if (isMap(source)) return source;
  if (typeof source !== 'string') throw badRequest('Invalid adopt data: it is neither text nor a mapping');
  try {
    return await readDocumentLater(source);
  } catch (error) {
    throw badRequest(`Invalid adopt data: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readEnvironment(body: ValueMap, request: StackRequest): void {
  if (present(body, 'environment_files')) {
    const names = body.environment_files;
    if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
      throw badRequest('environment_files has to be a list of names');
    }
    if (names.length > 0) {
      request.environmentFiles = names as string[];
      return;
    }
  }
  if (!present(body, 'environment')) return;
  const { environment } = body;
  if (typeof environment !== 'string' && !isMap(environment)) {
    throw badRequest('Environment not in valid format: The environment is not a valid YAML mapping data type.');
  }
  request.environment = environment;
}

function readFiles(body: ValueMap): Record<string, string> {
  const files = readMap(body, 'files') ?? {};
  const texts: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    if (typeof content !== 'string') throw badRequest(`The file "${name}" has to be a text`);
    setKey(texts, name, content);
  }
  return texts;
}

function readMap(body: ValueMap, name: string): ValueMap | undefined {
  if (!present(body, name)) return undefined;
  const value = body[name];
  if (!isMap(value)) throw badRequest(`${name} has to be a mapping`);
  return value;
}

/** Given, and not as null. */
function present(body: ValueMap, name: string): boolean {
  return Object.hasOwn(body, name) && body[name] !== null && body[name] !== undefined;
}

export function malformed(): HeatError {
  return badRequest(
    'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  );
}
