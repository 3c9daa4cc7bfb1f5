/** `{get_param:x}`: without a space after the colon it is a map with a key of that name, and no function. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import type { Template } from '../template.ts';
import { mapsOf } from './walk.ts';

export function spacelessFunctions(template: Template): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { map, path } of mapsOf(template)) {
    const [[key, value] = ['', ''], ...more] = Object.entries(map);
    if (value !== null || more.length > 0) continue;
    const name = template.format.functionNames.find((one) => key.startsWith(`${one}:`));
    if (name === undefined) continue;
    const message = `${key} is a key without a value, and no function: a space is missing after the colon.`;
    const meant = `${name}: ${key.slice(name.length + 1)}`;
    found.push(finding('unknown-function', 'warning', message, [...path, key], template, meant));
  }
  return found;
}
