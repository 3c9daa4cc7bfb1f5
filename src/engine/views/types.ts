/** Resource types as the API lists them. */
import { HeatError } from '../../errors.ts';
import type { ResourceType } from '../../resources/type.ts';
import { describeType, findType, generateTemplate } from '../../template/describe/index.ts';
import { compilePythonRegex } from '../../template/regex/index.ts';
import type { ValueMap } from '../../template/value.ts';
import type { Caller } from '../orchestrator.ts';
import type { Room } from '../room.ts';

const STATES: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'SUPPORTED',
  'PROTOTYPE',
  'DEPRECATED',
  'UNSUPPORTED',
  'HIDDEN',
]);

export async function listTypes(
  room: Room,
  caller: Caller,
  options: { name?: string; version?: string; status?: string; withDescription?: boolean },
): Promise<{ name: string; description: string }[]> {
  if (options.status !== undefined && !STATES.has(options.status)) {
    throw new HeatError(
      'Invalid',
      `Data supplied was not valid: Invalid support status and should be one of ${[...STATES].join(', ')}`,
    );
  }
  let matches: (name: string) => boolean;
  try {
    const pattern = options.name === undefined ? null : compilePythonRegex(options.name);
    matches = (name) => pattern === null || (pattern.match(name) ?? null) !== null;
  } catch {
    return [];
  }
  const offered = new Map<string, Promise<boolean>>();
  const found: { name: string; description: string }[] = [];
  for (const name of room.catalogue.names()) {
    const type = room.catalogue.get(name);
    if (type === undefined || type.support.status === 'HIDDEN' || !matches(name)) continue;
    if (options.version !== undefined && type.support.version !== options.version) continue;
    if (options.status !== undefined && type.support.status !== options.status) continue;
    if (await isOffered(caller, type, offered)) found.push({ name, description: type.description ?? '' });
  }
  return found;
}

async function isOffered(caller: Caller, type: ResourceType, known: Map<string, Promise<boolean>>): Promise<boolean> {
  const { service } = type;
  if (service === null) return true;
  let offered = known.get(service);
  if (offered === undefined) {
    offered = caller.cloud.endpoint(service).then(
      (endpoint) => endpoint !== undefined,
      () => false,
    );
    known.set(service, offered);
  }
  return offered;
}

export async function showType(room: Room, caller: Caller, name: string): Promise<ValueMap> {
  const schema = findType(room.catalogue, name);
  const type = room.catalogue.get(name);
  if (type !== undefined && !(await isOffered(caller, type, new Map()))) {
    const reason = `HEAT-E99001 Service ${type.service} is not available for resource type ${name}, reason: Service endpoint not in service catalog.`;
    throw new HeatError('ResourceTypeUnavailable', reason);
  }
  return describeType(schema, { withDescription: true });
}

export async function typeTemplate(room: Room, name: string, format: 'hot' | 'cfn'): Promise<ValueMap> {
  return generateTemplate(findType(room.catalogue, name), format);
}
