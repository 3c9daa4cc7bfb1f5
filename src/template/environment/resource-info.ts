/** What an entry of a resource registry stands for. Sorted, the entry that decides comes first. */
import type { Value } from '../value.ts';

export type ResourceInfo = {
  /** Keys from the top of the registry: `['My::Type']` or `['resources', 'db', 'My::Type']`. */
  path: readonly string[];
  /** From a user's environment, rather than of the installation. */
  user: boolean;
} & (
  | /** A type of the catalogue. */ { kind: 'type'; value: string }
  | /** A template, by name or URL. */ { kind: 'template'; value: string }
  | /** Another name for a type. */ { kind: 'alias'; value: string }
  | /** The same for all names with a prefix: `OS::Neutron::*`. */ { kind: 'wildcard'; value: string }
);

export function isTemplateName(name: string): boolean {
  return name.endsWith('.yaml') || name.endsWith('.template');
}

/** The entry that a name and a value make; undefined where the value is of no use. */
export function resourceInfo(path: readonly string[], value: Value, user: boolean): ResourceInfo | undefined {
  const name = path.at(-1) ?? '';
  if (isTemplateName(name)) return { path, user, kind: 'template', value: name };
  if (typeof value !== 'string') return undefined;
  if (isTemplateName(value)) return { path, user, kind: 'template', value };
  return { path, user, kind: name.endsWith('*') ? 'wildcard' : 'alias', value };
}

/** Users' entries before the installation's, more specific before less. */
export function comparePrecedence(a: ResourceInfo, b: ResourceInfo): number {
  if (a.user !== b.user) return a.user ? -1 : 1;
  if (a.path.length !== b.path.length) return b.path.length - a.path.length;
  for (let i = 0; i < a.path.length; i++) {
    const left = a.path[i] ?? '';
    const right = b.path[i] ?? '';
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Whether a wildcard covers a type; not the one that it maps to, which would go round in circles. */
export function covers(info: ResourceInfo, type: string): boolean {
  const name = info.path.at(-1) ?? '';
  return info.kind === 'wildcard' && type !== info.value && type.startsWith(name.slice(0, -1));
}

/** The type to which a wildcard maps another: a star at the end takes over what the wildcard's own star covered. */
export function substitute(info: ResourceInfo, type: string): string {
  const prefix = (info.path.at(-1) ?? '').slice(0, -1);
  return info.value.endsWith('*') ? info.value.slice(0, -1) + type.slice(prefix.length) : info.value;
}
