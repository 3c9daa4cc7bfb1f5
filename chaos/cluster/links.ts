/**
 * That objects exist is not all: a server has to be on its port, a volume at its server, an address at its port. Held against what the
 * template of {@link written} ties together, by the numbers in the names.
 */
import type { Objects } from '../cloud.ts';

export interface Linked {
  stack: string;
  name: string;
  physicalId: string | null;
  status: string;
}

/** Resource, and the member of its object that has to name the other resource's object. */
const LINKS = [
  { of: /^nic_(\d+)$/, kind: 'port', key: 'id', member: 'device_id', to: (n: string) => `server_${n}` },
  {
    of: /^attached_(\d+)$/,
    kind: 'attachment',
    key: 'volume_id',
    member: 'server_id',
    to: (n: string) => `server_${n}`,
  },
  { of: /^address$/, kind: 'floatingip', key: 'id', member: 'port_id', to: () => 'port_0_0' },
] as const;

/** A line for each that does not hold. @param rows current ones of stacks that are COMPLETE */
export function looseEnds(rows: readonly Linked[], objects: Objects): string[] {
  // Two rows bear the name while a replacement is under way, or was stopped there.
  const byName = Map.groupBy(rows, (row) => `${row.stack} ${row.name}`);
  const indexes = new Map<string, Map<unknown, Record<string, unknown>>>();
  for (const { kind, key } of LINKS) {
    indexes.set(kind, new Map((objects[kind] ?? []).map((object) => [object[key], object])));
  }
  return rows.flatMap(({ stack, name, physicalId, status }) =>
    LINKS.flatMap(({ of, kind, member, to }) => {
      const match = of.exec(name);
      if (match === null || status !== 'COMPLETE') return [];
      const others = byName.get(`${stack} ${to(match[1] ?? '')}`) ?? [];
      if (others.length === 0 || others.some((other) => other.status !== 'COMPLETE')) return [];
      const is = indexes.get(kind)?.get(physicalId)?.[member];
      const wanted = others.map((other) => other.physicalId);
      return wanted.some((id) => id === is)
        ? []
        : [
            `loose: ${kind} ${physicalId} of ${stack} ${name} is at ${is}, not at ${others[0]?.name} ${wanted.join(' or ')}`,
          ];
    }),
  );
}
