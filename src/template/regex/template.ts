/** Replacement templates of `sub`: `\1`, `\g<name>`, `\n` and so on. */

import { RegexSyntaxError } from './errors.ts';
import { checkOctal } from './escapes.ts';
import { DIGITS, groupNumber, isAsciiLetter, isIdentifier, OCTAL_DIGITS, Scanner, SIMPLE_ESCAPES } from './scanner.ts';

/** Literal text, or the number of a group. */
export type TemplatePart = string | number;

export function parseTemplate(template: string, groups: number, names: Map<string, number>): TemplatePart[] {
  if (!template.includes('\\')) return [template];
  const source = new Scanner(template);
  const parts: TemplatePart[] = [];
  const addGroup = (index: number, back: number): void => {
    if (index > groups) throw source.error(`invalid group reference ${index}`, back);
    parts.push(index);
  };
  for (let token = source.take(); token !== undefined; token = source.take()) {
    if (!token.startsWith('\\')) {
      parts.push(token);
      continue;
    }
    const letter = token.slice(1);
    if (letter === 'g') {
      if (!source.accept('<')) throw source.error('missing <');
      const name = source.takeUntil('>', 'group name');
      addGroup(namedGroup(source, name, names), name.length + 1);
    } else if (letter === '0') {
      parts.push(String.fromCharCode(Number.parseInt(`0${source.takeWhile(2, OCTAL_DIGITS)}`, 8) & 0xff));
    } else if (letter.length === 1 && DIGITS.includes(letter)) {
      let whole = token + source.takeWhile(1, DIGITS);
      if (/^\\[0-7]{2}$/.test(whole) && source.next !== undefined && OCTAL_DIGITS.includes(source.next)) {
        whole += source.take();
        parts.push(String.fromCharCode(checkOctal(source, whole)));
      } else addGroup(Number(whole.slice(1)), whole.length - 1);
    } else if (Object.hasOwn(SIMPLE_ESCAPES, letter)) parts.push(String.fromCharCode(SIMPLE_ESCAPES[letter] ?? 0));
    else if (isAsciiLetter(letter)) throw source.error(`bad escape ${token}`, token.length);
    else parts.push(token);
  }
  return parts;
}

function namedGroup(source: Scanner, name: string, names: Map<string, number>): number {
  if (isIdentifier(name)) {
    const index = names.get(name);
    if (index === undefined) throw new RegexSyntaxError(`unknown group name '${name}'`, source.text, 0, 'IndexError');
    return index;
  }
  const index = groupNumber(name);
  if (index === undefined) throw source.error(`bad character in group name '${name}'`, name.length + 1);
  return index;
}
