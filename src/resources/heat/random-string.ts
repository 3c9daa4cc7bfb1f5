import { randomInt } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { maps } from '../../template/value.ts';
import { resource } from '../define.ts';
import type { Properties } from '../type.ts';
import { schema } from './random-string.schema.ts';

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

export const randomString = resource({
  ...schema,
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
  async update() {},
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
