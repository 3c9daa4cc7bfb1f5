/**
 * What a stack's objects look like with everything left out that differs from one run to the next: ids become the paths of the resources
 * they belong to, addresses and dates go. Two runs of the same operation have the same portrait.
 */
import type { Objects } from './cloud.ts';
import { KINDS, keyOf, type Owned } from './ledger.ts';

const FLEETING = new Set([
  'created_at',
  'updated_at',
  'reservation_id',
  'revision_number',
  'mac_address',
  'ip_address',
  'floating_ip_address',
  'fixed_ip_address',
  'launched_at',
  'created',
  'updated',
  'attached_at',
  'terminated_at',
  'user_id',
  'project_id',
  'tenant_id',
  'fingerprint',
  'host',
  'hostId',
  'provider:segmentation_id',
  'request_id',
  'actions',
  'addresses',
  'standard_attr_id',
  'launchedAt',
  'createdAt',
  'updatedAt',
  'public_key',
  'private_key',
]);
const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g;

export function portrait(owned: readonly Owned[], objects: Objects): Record<string, unknown> {
  const paths = new Map(owned.map(({ path, physicalId }) => [physicalId, path]));
  const kinds = new Set(Object.values(KINDS));
  const byPath = owned.filter(({ type }) => KINDS[type] !== undefined);
  const all: Record<string, unknown> = {};
  for (const { path, type, physicalId } of byPath) {
    const kind = KINDS[type] as string;
    const object = objects[kind]?.find((candidate) => keyOf(kind, candidate) === physicalId);
    all[`${path} ${kind}`] = object === undefined ? 'missing' : plain(object, paths);
  }
  for (const kind of kinds) all[`count ${kind}`] = objects[kind]?.length ?? 0;
  return all;
}

function plain(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    const path = paths.get(value);
    if (path !== undefined) return `<${path}>`;
    return value
      .replace(UUID, (id) => (paths.has(id) ? `<${paths.get(id)}>` : '<id>'))
      .replace(/-[a-z0-9]{12}(?=$|-)/g, '-<random>')
      .replace(/\d+\.\d+\.\d+\.\d+(?!\/)/g, '<ip>');
  }
  // Dates are numbers of milliseconds, or texts below names that are left out.
  if (typeof value === 'number') return value > 1e12 ? '<date>' : value;
  if (Array.isArray(value)) return value.map((item) => plain(item, paths)).sort((a, b) => (text(a) < text(b) ? -1 : 1));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !FLEETING.has(name))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => [String(plain(name, paths)), plain(member, paths)]),
    );
  }
  return value;
}

const text = (value: unknown) => JSON.stringify(value) ?? '';

/** Members that differ, a line each. */
export function differences(expected: unknown, actual: unknown, at = ''): string[] {
  if (text(expected) === text(actual)) return [];
  const maps = [expected, actual].every((side) => typeof side === 'object' && side !== null && !Array.isArray(side));
  if (!maps) return [`${at}: expected ${text(expected)}, is ${text(actual)}`];
  const [left, right] = [expected as Record<string, unknown>, actual as Record<string, unknown>];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => differences(left[name], right[name], `${at}/${name}`));
}
