/** Placeholders of `str_replace` that its text does not have: misspelt here or there, or left over. */
import type { Diagnostic, Path } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import type { Template } from '../template.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { mapsOf } from './walk.ts';

const HOT: ReadonlySet<string> = new Set(['str_replace', 'str_replace_strict', 'str_replace_vstrict']);

export function idlePlaceholders(template: Template): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { map, path } of mapsOf(template)) {
    const [[name, args] = ['', null], ...more] = Object.entries(map);
    if (more.length > 0 || !template.format.functions.has(name)) continue;
    const use = useOf(name, args, [...path, name]);
    const text = use && textOf(use.text, template);
    if (use === undefined || text === undefined || isFunction(use.params, template)) continue;
    for (const key of Object.keys(use.params)) {
      if (key === '' || text.includes(key)) continue;
      const message = `The text has no ${key} that could be replaced.`;
      found.push(finding('idle-placeholder', 'warning', message, [...use.path, key], template));
    }
  }
  return found;
}

/** What is replaced in which text, and where the first is written; undefined where that cannot be told from the template. */
function useOf(name: string, args: Value, path: Path): { params: ValueMap; text: Value; path: Path } | undefined {
  if (HOT.has(name) && isMap(args) && isMap(args.params ?? null)) {
    return { params: args.params as ValueMap, text: args.template ?? null, path: [...path, 'params'] };
  }
  if (name !== 'Fn::Replace' || !Array.isArray(args)) return undefined;
  const [params = null, text = null] = args;
  return isMap(params) ? { params, text, path: [...path, 0] } : undefined;
}

function textOf(text: Value, { files }: Template): string | undefined {
  if (typeof text === 'string') return text;
  const file = isMap(text) && Object.keys(text).length === 1 ? text.get_file : undefined;
  return typeof file === 'string' && Object.hasOwn(files, file) ? files[file] : undefined;
}

function isFunction(map: ValueMap, { format }: Template): boolean {
  const [name = '', ...more] = Object.keys(map);
  return more.length === 0 && format.functions.has(name);
}
