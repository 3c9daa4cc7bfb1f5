/**
 * Looks at every reference that a template writes out, whether it is used or not: parameters, resources, attributes and
 * files that are not there, each at its place and with what was probably meant.
 */
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import { nearest } from '../properties/suggestion.ts';
import type { ResourceTypeSchema } from '../schema/types.ts';
import type { Template } from '../template.ts';
import { isMap, type Value } from '../value.ts';

export interface KnownNames {
  template: Template;
  /** Names of the parameters, pseudo parameters among them. */
  parameters: ReadonlySet<string>;
  files: Readonly<Record<string, string>>;
  /** The type of a resource; undefined where it is not known. */
  typeOf(resource: string): ResourceTypeSchema | undefined;
}

interface Known extends KnownNames {
  suggest(written: string, names: Iterable<string>): string | undefined;
}

/** Most names that are looked at for suggestions: a large template with hundreds of bad references gets them for the first only. */
const MOST_COMPARED = 50_000;

function suggester(): Known['suggest'] {
  let left = MOST_COMPARED;
  return (written, names) => {
    const candidates = [...names];
    left -= candidates.length;
    return left < 0 ? undefined : nearest(written, candidates);
  };
}

type Check = (args: Value, path: Path, known: Known) => Diagnostic | undefined;

const parameter: Check = (args, path, known) => {
  const name = first(args);
  if (name === undefined || known.parameters.has(name)) return undefined;
  return missing(`There is no parameter ${name}.`, path, known, known.suggest(name, known.parameters));
};

const resource: Check = (args, path, known) => {
  const { resourceNames } = known.template;
  if (typeof args !== 'string' || resourceNames.has(args)) return undefined;
  return missing(`There is no resource ${args}.`, path, known, known.suggest(args, resourceNames));
};

const attribute: Check = (args, path, known) => {
  const parts = typeof args === 'string' ? args.split('.', 2) : args;
  if (!Array.isArray(parts)) return undefined;
  const [name, wanted] = parts;
  const unknown = resource(name ?? null, path, known);
  if (unknown !== undefined || typeof name !== 'string' || typeof wanted !== 'string') return unknown;
  const type = known.typeOf(name);
  if (type === undefined || type.dynamicAttributes || wanted === 'show') return undefined;
  if (Object.hasOwn(type.attributes, wanted)) return undefined;
  const hint = known.suggest(wanted, Object.keys(type.attributes));
  return missing(`The resource ${name} (${type.name}) has no attribute ${wanted}.`, path, known, hint);
};

const either: Check = (args, path, known) => {
  if (typeof args !== 'string' || known.parameters.has(args) || known.template.resourceNames.has(args))
    return undefined;
  const names = [...known.parameters, ...known.template.resourceNames];
  return missing(`There is no parameter or resource ${args}.`, path, known, known.suggest(args, names));
};

const file: Check = (args, path, known) => {
  if (typeof args !== 'string' || Object.hasOwn(known.files, args)) return undefined;
  return finding('missing-file', 'error', `The file ${args} is not there.`, path, known.template);
};

const CHECKS: Readonly<Record<string, Check>> = {
  get_param: parameter,
  get_resource: resource,
  get_attr: attribute,
  get_file: file,
  Ref: either,
  'Fn::GetAtt': attribute,
};

function first(args: Value): string | undefined {
  const name = Array.isArray(args) ? args[0] : args;
  return typeof name === 'string' ? name : undefined;
}

function missing(message: string, path: Path, { template }: Known, suggestion: string | undefined): Diagnostic {
  return finding('invalid-reference', 'error', message, path, template, suggestion);
}

/** Every reference that leads nowhere. */
export function badReferences(names: KnownNames): Diagnostic[] {
  const known: Known = { ...names, suggest: suggester() };
  const { raw, format } = known.template;
  const { conditions, resources, outputs } = format.sections;
  const found: Diagnostic[] = [];
  for (const section of [conditions, resources, outputs]) {
    if (section !== undefined) collect(raw[section] ?? null, [section], known, found);
  }
  return found;
}

function collect(value: Value, path: Path, known: Known, found: Diagnostic[]): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) collect(item, [...path, i], known, found);
    return;
  }
  if (!isMap(value)) return;
  const entries = Object.entries(value);
  const [name = '', args = null] = entries[0] ?? [];
  const isFunction = entries.length === 1 && path.length > 1 && known.template.format.functionNames.includes(name);
  const check = isFunction && Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  const problem = check?.(args, [...path, name], known);
  if (problem !== undefined) found.push(problem);
  for (const [key, item] of entries) collect(item, [...path, key], known, found);
}
