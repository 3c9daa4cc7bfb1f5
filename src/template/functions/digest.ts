/** `digest`: the hash of a text, in hexadecimal. */
import { HeatError } from '../../errors.ts';
import { templateFunction } from '../expression/function.ts';
import { DIGESTS } from './digests.ts';

/** Characters to be hashed, by the slowest of them, that count as one value. */
const HASHED = 4;

export const digest = templateFunction({
  description: 'The digest of a text, in hexadecimal.',
  resolve(call, evaluation) {
    const args = evaluation.known(call.args);
    if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) {
      throw new HeatError('TypeError', `Argument to function "${call.name}" must be a list of strings.`);
    }
    const [algorithm, text] = args as string[];
    if (args.length !== 2 || algorithm === undefined || text === undefined) {
      throw new HeatError('ValueError', `Function "${call.name}" usage: ["<algorithm>", "<value>"].`);
    }
    const hash = DIGESTS.get(algorithm.toLowerCase());
    if (hash === undefined)
      throw new HeatError('ValueError', `Algorithm must be one of ${[...DIGESTS.keys()].join(', ')}.`);
    evaluation.spend(text.length / HASHED);
    return Array.from(hash(latin1(text)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
});

/** One byte a character. */
function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) {
      const char = String.fromCodePoint(text.codePointAt(i) ?? code);
      throw new HeatError('UnicodeEncodeError', `The character ${char} is not in Latin-1.`);
    }
    bytes[i] = code;
  }
  return bytes;
}
