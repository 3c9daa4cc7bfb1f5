/** What is measured, and of whom. */
import { SHORT_WARM_UP, type Wanted } from './measure/all.ts';
import { chain, flat, group, many, nested, type Shape } from './shapes.ts';

export interface Agenda {
  hearth: Wanted;
  /** The part of it that is worth waiting for. */
  reference: Wanted;
  language: boolean;
}

const QUICK: Shape[] = [flat(10), flat(50), flat(100), flat(1000), chain(100), group(50), many(5, 10)];
const FULL: Shape[] = [
  ...[10, 30, 100].map(flat),
  chain(100),
  many(20, 20),
  group(200),
  nested(80, 1),
  ...[300, 1000, 3000, 10_000].map(flat),
  nested(1000, 22),
];
/** The reference sleeps for a second beside each leaf, at its create and at its delete: the first of these take five minutes, the others ten. */
const QUICK_REFERENCE = ['flat 10', 'flat 50', 'chain 100', 'group 50', 'many 5x10'];
const FULL_REFERENCE = ['flat 10', 'flat 30', 'chain 100', 'many 20x20', 'group 200'];
/** Takes it another twenty, and as many again to delete, for which nobody waits. */
const LAST_REFERENCE = ['flat 1000'];
/** Updates of both are of stacks of this size, and Hearth's of a large one, too. */
const COMPARED_UPDATE = 10;
const LARGE_UPDATE = 1000;

/** @param only names of shapes, or beginnings of names, of what alone is to be measured; also `update`, `reads`, `beside`, `listed`, `language` */
export function agenda({ quick, only }: { quick: boolean; only: readonly string[] }): Agenda {
  const names = FULL.concat(QUICK).map(({ name }) => name);
  // `flat 10` is a shape of its own and does not mean `flat 1000` as well.
  const means = (part: string, name: string) => (names.includes(part) ? name === part : name.startsWith(part));
  const isAsked = (name: string) => only.length === 0 || only.some((part) => part !== '' && means(part, name));
  const shapes = (quick ? QUICK : FULL).filter(({ name }) => isAsked(name));
  const referenceShapes = quick ? QUICK_REFERENCE : FULL_REFERENCE;
  const updates = isAsked('update') ? [COMPARED_UPDATE, LARGE_UPDATE] : [];
  const plan: Agenda = {
    hearth: {
      warmUp: { shape: flat(100), rounds: quick ? 3 : 6 },
      shapes,
      rounds: quick ? 5 : 20,
      updates: updates.map((size) => ({ size, rounds: quick ? 5 : 20 })),
      reads: isAsked('reads') ? (quick ? 200 : 1000) : 0,
      beside: isAsked('beside') ? { large: quick ? 3000 : 10_000, small: 10, rounds: quick ? 20 : 100 } : null,
      listed: isAsked('listed') && (!quick || only.length > 0) ? 10_000 : 0,
      last: [],
    },
    reference: {
      warmUp: SHORT_WARM_UP,
      shapes: shapes.filter(({ name }) => referenceShapes.includes(name)),
      rounds: 1,
      updates: updates.filter((size) => size === COMPARED_UPDATE).map((size) => ({ size, rounds: 1 })),
      reads: isAsked('reads') ? (quick ? 50 : 200) : 0,
      beside: null,
      listed: 0,
      last: quick ? [] : shapes.filter(({ name }) => LAST_REFERENCE.includes(name)),
    },
    language: isAsked('language') && (!quick || only.length > 0),
  };
  const { hearth } = plan;
  const anything =
    hearth.shapes.length + hearth.updates.length + hearth.reads + hearth.listed > 0 ||
    hearth.beside !== null ||
    plan.language;
  if (!anything) throw new Error(`Nothing that is measured is called ${only.join(' or ')}.`);
  return plan;
}
