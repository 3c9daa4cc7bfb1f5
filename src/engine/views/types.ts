/** Resource types as the API lists them. */
import { HeatError } from '../../errors.ts';
import { unavailable } from '../../resources/availability.ts';
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
  const found: { name: string; description: string }[] = [];
  for (const name of room.catalogue.names()) {
    const type = room.catalogue.get(name);
    if (type === undefined || type.support.status === 'HIDDEN' || !matches(name)) continue;
    if (options.version !== undefined && type.support.version !== options.version) continue;
    if (options.status !== undefined && type.support.status !== options.status) continue;
    if (caller.mayUseType?.(name) === false) continue;
    if ((await unavailable(caller.cloud, type)) === null) found.push({ name, description: type.description ?? '' });
  }
  return found;
}

export async function showType(room: Room, caller: Caller, name: string): Promise<ValueMap> {
  const schema = findType(room.catalogue, name);
  const type = room.catalogue.get(name);
  if (caller.mayUseType?.(name) === false) throw new HeatError('Forbidden', `You are not authorized to use ${name}.`);
  const missing = type === undefined ? null : await unavailable(caller.cloud, type);
  if (missing !== null) throw missing;
  return describeType(schema, { withDescription: true });
}

export async function typeTemplate(room: Room, name: string, format: 'hot' | 'cfn'): Promise<ValueMap> {
  return generateTemplate(findType(room.catalogue, name), format);
}
