/** Template versions and their functions, as the API lists them: from the table of formats. */
import { HeatError } from '../../errors.ts';
import { FORMATS, type TemplateFormat } from '../../template/index.ts';
import type { ValueMap } from '../../template/value.ts';

/** Versions by the name that the API has for them: `heat_template_version.2021-04-16`. */
function versions(): Map<string, { format: TemplateFormat; aliases: string[] }> {
  const found = new Map<string, { format: TemplateFormat; aliases: string[] }>();
  for (const [key, formats] of FORMATS) {
    const byFormat = new Map<TemplateFormat, string[]>();
    for (const [version, format] of formats) {
      const names = byFormat.get(format);
      if (names === undefined) byFormat.set(format, [version]);
      else names.push(version);
    }
    for (const [format, names] of byFormat) {
      const aliases = names.filter((name) => name !== format.version);
      found.set(`${key}.${format.version}`, { format, aliases });
    }
  }
  return found;
}

export function templateVersions(): ValueMap[] {
  return Array.from(versions(), ([version, { format, aliases }]) => ({ version, type: format.kind, aliases }));
}

/** @throws NotFound */
export function templateFunctions(version: string, withConditions: boolean): ValueMap[] {
  const dot = version.indexOf('.');
  const format =
    versions().get(version)?.format ?? FORMATS.get(version.slice(0, Math.max(dot, 0)))?.get(version.slice(dot + 1));
  if (format === undefined) throw new HeatError('NotFound', `Template with version ${version} not found`);
  const names = new Set(format.functionNames);
  if (withConditions) for (const name of format.conditionFunctionNames) names.add(name);
  return Array.from([...names].sort(), (name) => ({ functions: name, description: describeFunction(format, name) }));
}

function describeFunction(format: TemplateFormat, name: string): string {
  const fn = format.functions.get(name) ?? format.conditionFunctions.get(name);
  return fn !== undefined && 'description' in fn && typeof fn.description === 'string' ? fn.description : '';
}
