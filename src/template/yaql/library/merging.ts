/** Merges dictionaries, with those and the lists in them. */
import { typeError } from '../errors.ts';
import { Dict, isSequence } from '../values/values.ts';

type Merge = (first: unknown, second: unknown) => unknown;

/** `levels`: how deep dictionaries are merged; 0 for all the way. `step` is called for each key. */
export function mergeDicts(
  first: Dict,
  second: Dict,
  mergeLists: Merge,
  mergeItems: Merge,
  levels: number,
  step: () => void,
): Dict {
  const result = new Dict(false);
  for (const [key, a] of first.entries()) {
    step();
    result.set(key, a);
    if (!second.has(key)) continue;
    const b = second.get(key);
    if (levels !== 1 && b instanceof Dict) {
      if (!(a instanceof Dict)) throw typeError('Cannot merge a dict with something else');
      result.set(key, mergeDicts(a, b, mergeLists, mergeItems, levels === 0 ? 0 : levels - 1, step));
    } else if (levels !== 1 && isSequence(b)) {
      if (!isSequence(a)) throw typeError('Cannot merge a list with something else');
      result.set(key, mergeLists(a, b));
    } else result.set(key, mergeItems(a, b));
  }
  for (const [key, b] of second.entries()) if (!result.has(key)) result.set(key, b);
  return result;
}
