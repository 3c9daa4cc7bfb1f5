import { randomInt } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { maps } from '../../template/value.ts';
import { ownType } from '../own-type.ts';
import {
  deprecated,
  elementOf,
  hidden,
  integer,
  list,
  oneOf,
  preset,
  range,
  required,
  secret,
  since,
  text,
  uncached,
} from '../terms/index.ts';
import type { Properties } from '../type.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const CLASSES: Record<string, string> = {
  lettersdigits: LOWER + UPPER + DIGITS,
  letters: LOWER + UPPER,
  lowercase: LOWER,
  uppercase: UPPER,
  digits: DIGITS,
  hexdigits: `${DIGITS}ABCDEF`,
  octdigits: '01234567',
};

const CLASS_NAMES = Object.keys(CLASSES);

export const randomString = ownType({
  name: 'OS::Heat::RandomString',
  description: 'A random text, made once; for passwords and secrets.',
  ...since('2014.1'),
  properties: {
    character_classes: list(
      'Classes of characters, and how many of each at least.',
      preset([{ class: 'lettersdigits', min: 1 }]),
      {
        class: text('The class.', preset('lettersdigits'), oneOf(...CLASS_NAMES)),
        min: integer('How many at least.', preset(1), range(1, 512)),
      },
    ),
    character_sequences: list('Sets of characters, and how many of each at least.', {
      min: integer('How many at least.', preset(1), range(1, 512)),
      sequence: text('The characters.', required),
    }),
    length: integer('Length of the text.', preset(32), range(1, 512)),
    salt: text('Any text; a change makes a new random text.'),
    sequence: text(
      'Characters to choose from, by class. Use `character_classes`.',
      oneOf(...CLASS_NAMES),
      hidden('5.0.0', deprecated('2014.2', 'Use `character_classes` instead.')),
      elementOf('character_classes', { class: { $property: 'sequence' }, min: 1 }),
    ),
  },
  attributes: {
    value: text('The text.', secret, uncached),
  },
  validate({ properties }) {
    const least = sets(properties).reduce((sum, { min }) => sum + min, 0);
    if (typeof properties.length === 'number' && least > properties.length) {
      const rule = 'Length property cannot be smaller than combined character class and character sequence minimums';
      throw new HeatError('StackValidationFailed', rule);
    }
  },
  async create(op) {
    op.setData('value', randomText(sets(op.properties), Number(op.properties.length)));
    return op.physicalName;
  },
  attribute: async ({ data }, name) => (name === 'value' ? (data.get('value') ?? null) : null),
  referenceId: ({ name, physicalId, data }) => (physicalId === null ? name : (data.get('value') ?? name)),
});

interface CharacterSet {
  characters: string;
  min: number;
}

function sets({ character_sequences: sequences, character_classes: classes }: Properties): CharacterSet[] {
  return [
    ...maps(sequences).map((one) => ({ characters: String(one.sequence), min: Number(one.min) })),
    ...maps(classes).map((one) => ({ characters: CLASSES[String(one.class)] ?? '', min: Number(one.min) })),
  ];
}

const pick = (characters: string[]) => characters[randomInt(characters.length)] as string;

/** At least `min` of each set, the rest from all of them, in random order. */
export function randomText(from: CharacterSet[], length: number): string {
  const text: string[] = [];
  for (const { characters, min } of from) {
    const choices = [...characters];
    if (choices.length === 0) continue;
    for (let i = 0; i < min; i++) text.push(pick(choices));
  }
  const all = [...new Set(from.flatMap(({ characters }) => [...characters]))];
  while (text.length < length && all.length > 0) text.push(pick(all));
  for (let last = text.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [text[last], text[other]] = [text[other] as string, text[last] as string];
  }
  return text.slice(0, length).join('');
}
