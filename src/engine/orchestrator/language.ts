/** Template versions and functions, as the API lists them. Interim. */
import type { ValueMap } from '../../template/value.ts';

export function templateVersions(): ValueMap[] {
  return [];
}

export function templateFunctions(_version: string, _withConditions: boolean): ValueMap[] {
  return [];
}
