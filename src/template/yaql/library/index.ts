/** All functions there are, in the contexts that expressions start from. */
import { Context } from '../dispatch/context.ts';
import { boolean } from './boolean.ts';
import { branching } from './branching.ts';
import { collections } from './collections.ts';
import { datetimes } from './datetime.ts';
import { math } from './math.ts';
import { nullOrder } from './null-order.ts';
import { queries } from './queries.ts';
import { regex } from './regex.ts';
import { strings } from './strings.ts';
import { fallbacks, system } from './system.ts';

let standard: Context | undefined;

/** The context of the standard library, to be used through children only. */
export function standardContext(): Context {
  if (standard) return standard;
  const root = new Context();
  for (const definition of fallbacks) root.register(definition);
  standard = root.child();
  const all = [system, nullOrder, boolean, strings, math, collections, queries, regex, branching, datetimes].flat();
  for (const definition of all) standard.register(definition);
  return standard;
}
