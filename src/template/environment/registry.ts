/**
 * The resource registry: what a type's name in a template stands for, for which resources there are hooks, and which
 * actions are restricted.
 *
 *     "My::Server": server.yaml            # a template
 *     "My::Net::*": "OS::Neutron::*"       # all names with a prefix
 *     resources:
 *       db:
 *         "My::Server": bigger.yaml        # for the resource `db` only
 *         hooks: pre-update
 *       "web_*":
 *         restricted_actions: [replace]
 *
 * An environment's registry lies upon a base: the installation's own, with the types of the catalogue.
 */
import { HeatError } from '../../errors.ts';
import { nearest } from '../properties/suggestion.ts';
import { pythonText, pythonType } from '../schema/python-values.ts';
import type { TypeRegistry } from '../schema/types.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { matchesGlob } from './glob.ts';
import {
  comparePrecedence,
  covers,
  isTemplateName,
  type ResourceInfo,
  resourceInfo,
  substitute,
} from './resource-info.ts';

export const HOOKS = ['pre-create', 'pre-update', 'pre-delete', 'post-create', 'post-update', 'post-delete'] as const;
export type Hook = (typeof HOOKS)[number];

export const RESTRICTED_ACTIONS = ['update', 'replace'] as const;
export type RestrictedAction = (typeof RESTRICTED_ACTIONS)[number];

/** What a type's name stands for. */
export type ResolvedType = { type: string } | { template: string };

/** Keys whose values are no entries but words, or lists of words. */
const WORDS = {
  hooks: { words: HOOKS as readonly string[], error: 'InvalidBreakPointHook', what: 'hook' },
  restricted_actions: {
    words: RESTRICTED_ACTIONS as readonly string[],
    error: 'InvalidRestrictedAction',
    what: 'restricted action',
  },
} as const;

type WordKey = keyof typeof WORDS;

const isWordKey = (key: string): key is WordKey => Object.hasOwn(WORDS, key);

/** Words of a key, checked. */
function readWords(key: WordKey, value: Value): Value {
  const { words, error, what } = WORDS[key];
  const good = Array.isArray(value) ? value : [value];
  if (good.every((word) => typeof word === 'string' && words.includes(word))) return value;
  throw new HeatError(error, `Invalid ${what} "${pythonText(value)}"; possible are ${words.join(', ')}.`);
}

/** A branch of the registry, an entry, or words. */
type Branch = Map<string, Node>;
type Node = Branch | { info: ResourceInfo } | { words: Value };

const isBranch = (node: Node | undefined): node is Branch => node instanceof Map;
const isInfo = (node: Node | undefined): node is { info: ResourceInfo } =>
  node !== undefined && !isBranch(node) && 'info' in node;

/** Chains of aliases longer than this go round in circles. */
const MAX_ALIASES = 100;

export class ResourceRegistry {
  private root: Branch = new Map([['resources', new Map()]]);
  private readonly base: ResourceRegistry | null;
  private readonly types: TypeRegistry | null;
  /** What names stand for where nothing is said of one resource only, as far as it was asked for. */
  private readonly resolved = new Map<string, ResolvedType>();

  /** A user's registry upon a base; or, without one, that of an installation with its types. */
  constructor(base: ResourceRegistry | null, types: TypeRegistry | null = null) {
    this.base = base;
    this.types = types;
  }

  /** Adds the entries of a section; null removes one, or all that a wildcard covers. */
  load(section: Value): void {
    this.loadBranch([], requireMap(section));
  }

  private loadBranch(path: readonly string[], section: ValueMap): void {
    for (const [key, value] of Object.entries(section)) {
      const to = [...path, key];
      if (value === null) this.remove(to);
      else if (isWordKey(key)) this.branchOf(to).set(key, { words: readWords(key, value) });
      else if (isMap(value)) this.loadBranch(to, value);
      else this.register(to, value);
    }
  }

  /** Adds one entry. */
  register(path: readonly string[], value: Value): void {
    const info = resourceInfo(path, value, this.base !== null);
    if (info === undefined) {
      const what = `${path.join('/')} must name a type or a template`;
      throw new HeatError('AttributeError', `${what}, not a value of type ${pythonType(value)}.`);
    }
    this.branchOf(path).set(path.at(-1) ?? '', { info });
  }

  /** Whoever asks for a branch means to change it. */
  private branchOf(path: readonly string[]): Branch {
    this.resolved.clear();
    let branch = this.root;
    for (const key of path.slice(0, -1)) {
      let next = branch.get(key);
      if (next === undefined) {
        next = new Map();
        branch.set(key, next);
      }
      if (!isBranch(next)) throw new HeatError('TypeError', `${path.join('/')} lies below an entry that is no map.`);
      branch = next;
    }
    return branch;
  }

  private remove(path: readonly string[]): void {
    const name = path.at(-1) ?? '';
    const branch = this.branchOf(path);
    if (!name.endsWith('*')) {
      branch.delete(name);
      return;
    }
    for (const [key, node] of branch) if (isInfo(node) && key.startsWith(name.slice(0, -1))) branch.delete(key);
  }

  /** Takes an entry for a template out, so that a template used as a type does not find itself. */
  removeTemplate(info: ResourceInfo): void {
    if (info.kind === 'template') this.branchOf(info.path).delete(info.path.at(-1) ?? '');
  }

  /**
   * What a type's name stands for, for the resource of that name. Names that were mapped to types of the installation
   * are noted, so that they mean the same later on. EntityNotFound; RecursionError where entries go round in circles.
   */
  resolve(type: string, resourceName?: string | null): ResolvedType {
    const resources = this.root.get('resources');
    const ordinary = !resourceName || (isBranch(resources) && !resources.has(resourceName));
    const known = ordinary ? this.resolved.get(type) : undefined;
    if (known !== undefined) return known;
    const info = this.find(type, resourceName ?? null);
    const found = info.kind === 'template' ? { template: info.value } : { type: info.value };
    if (ordinary) this.resolved.set(type, found);
    return found;
  }

  /** The entry that decides. `only` restricts the search, `ignore` leaves an entry out. */
  find(
    type: string,
    resourceName: string | null,
    { only, ignore }: { only?: ResourceInfo['kind']; ignore?: ResourceInfo } = {},
    depth = 0,
  ): ResourceInfo {
    if (depth > MAX_ALIASES) throw new HeatError('RecursionError', `The resource type ${type} stands for itself.`);
    const matches = [...this.matching(type, resourceName), ...(this.base?.matching(type, resourceName) ?? [])];
    for (const info of matches.sort(comparePrecedence)) {
      const found = this.follow(info, type, resourceName, depth);
      if (found === undefined) continue;
      if (only !== undefined && found.kind !== only) continue;
      if (ignore !== undefined && isSame(found, ignore)) continue;
      if (!found.user && (info.kind === 'alias' || info.kind === 'wildcard') && this.base !== null) {
        this.root.set(type, { info: { ...info, user: true } });
      }
      return found;
    }
    throw this.notFound(type);
  }

  private follow(
    info: ResourceInfo,
    type: string,
    resourceName: string | null,
    depth: number,
  ): ResourceInfo | undefined {
    if (info.kind === 'type' || info.kind === 'template') return info;
    const target = info.kind === 'wildcard' ? substitute(info, type) : info.value;
    // An installation's entry is followed in the installation.
    const registry = info.user || this.base === null ? this : this.base;
    try {
      return registry.find(target, resourceName, {}, depth + 1);
    } catch (error) {
      if (error instanceof HeatError && error.code === 'EntityNotFound') return undefined;
      throw error;
    }
  }

  private notFound(type: string): HeatError {
    const suggestion = nearest(type, this.typeNames());
    const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
    return new HeatError('EntityNotFound', `The Resource Type (${type}) could not be found.${hint}`);
  }

  /** Names of the installation's types. */
  *typeNames(): Generator<string> {
    if (this.base !== null) yield* this.base.typeNames();
    if (this.types !== null) yield* this.types.names();
  }

  private matching(type: string, resourceName: string | null): ResourceInfo[] {
    const found: ResourceInfo[] = [];
    const add = (node: Node | undefined) => {
      if (isInfo(node)) found.push(node.info);
    };
    if (this.base !== null && isTemplateName(type)) {
      // A template's name needs no entry to be a type.
      if (!this.root.has(type)) this.register([type], type);
      add(this.root.get(type));
    }
    if (resourceName) {
      const resources = this.root.get('resources');
      if (!isBranch(resources)) throw new HeatError('AttributeError', 'resources must be a map of resources.');
      const own = resources.get(resourceName);
      if (isBranch(own)) add(own.get(type));
      else if (own !== undefined) throw new HeatError('TypeError', `resources/${resourceName} must be a map.`);
    }
    add(this.root.get(type));
    if (this.types?.get(type) !== undefined && !this.root.has(type)) {
      found.push({ path: [type], user: false, kind: 'type', value: type });
    }
    for (const [key, node] of this.root) if (key.endsWith('*') && isInfo(node) && covers(node.info, type)) add(node);
    return found;
  }

  /** Hooks that are set for a resource. */
  hooks(resourceName: string): Set<Hook> {
    return this.words('hooks', resourceName) as Set<Hook>;
  }

  /** Actions that are restricted for a resource. */
  restrictedActions(resourceName: string): Set<RestrictedAction> {
    return this.words('restricted_actions', resourceName) as Set<RestrictedAction>;
  }

  private words(key: WordKey, resourceName: string): Set<string> {
    const found = new Set<string>();
    const resources = this.root.get('resources');
    if (!isBranch(resources)) throw new HeatError('AttributeError', 'resources must be a map of resources.');
    for (const [pattern, resource] of resources) {
      if (!matchesGlob(pattern, resourceName)) continue;
      if (!isBranch(resource)) throw new HeatError('TypeError', `resources/${pattern} must be a map.`);
      const node = resource.get(key);
      if (node === undefined || isBranch(node) || !('words' in node)) continue;
      for (const word of Array.isArray(node.words) ? node.words : [node.words]) found.add(word as string);
    }
    return found.size === 0 ? found : new Set(WORDS[key].words.filter((word) => found.has(word)));
  }

  /** For a nested stack: what stands under its resource's name (or a pattern of it) moves up to `resources`. */
  keepOnlyResource(resourceName: string): void {
    const resources = this.root.get('resources');
    if (!isBranch(resources)) throw new HeatError('AttributeError', 'resources must be a map of resources.');
    const kept: Branch = new Map();
    const take = (node: Node | undefined) => {
      if (node === undefined) return;
      if (!isBranch(node)) throw new HeatError('TypeError', `resources/${resourceName} must be a map.`);
      for (const [key, value] of node) kept.set(key, value);
    };
    for (const [pattern, node] of resources) if (matchesGlob(pattern, resourceName)) take(node);
    take(resources.get(resourceName));
    this.resolved.clear();
    this.root.set('resources', kept);
  }

  /** The user's entries, as an environment holds them. */
  toSection(): ValueMap {
    return sectionOf(this.root);
  }
}

function isSame(a: ResourceInfo, b: ResourceInfo): boolean {
  return a.value === b.value && a.user === b.user && a.path.join('\0') === b.path.join('\0');
}

function sectionOf(branch: Branch): ValueMap {
  const section: ValueMap = {};
  for (const [key, node] of branch) {
    if (isBranch(node)) section[key] = sectionOf(node);
    else if ('words' in node) section[key] = node.words;
    else if (node.info.user) section[key] = node.info.value;
  }
  return section;
}

function requireMap(section: Value): ValueMap {
  if (isMap(section)) return section;
  throw new HeatError('AttributeError', `A registry must be a map, not a value of type ${pythonType(section)}.`);
}
