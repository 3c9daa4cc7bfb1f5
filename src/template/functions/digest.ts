/** `digest`: the hash of a text, in hexadecimal. */
import { HeatError } from '../../errors.ts';
import { DIGESTS } from './digest/index.ts';
import { templateFunction } from './function.ts';

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
    return Array.from(hash(latin1(text)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
});

/** One byte a character. */
function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code > 0xff) throw new HeatError('UnicodeEncodeError', `The character ${char} is not in Latin-1.`);
    return code;
  });
}
