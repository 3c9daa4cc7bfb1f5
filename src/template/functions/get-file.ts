/** `get_file`: the text of a file that came with the template. */
import { HeatError } from '../../errors.ts';
import { templateFunction } from '../expression/function.ts';

export const getFile = templateFunction({
  description: 'A function for including a file inline.',
  resolve(call, evaluation) {
    const name = evaluation.known(call.args);
    if (typeof name !== 'string') throw new HeatError('TypeError', `Argument to "${call.name}" must be a string.`);
    const { files } = call.scope;
    const text = Object.hasOwn(files, name) ? files[name] : undefined;
    if (typeof text === 'string') return text;
    throw new HeatError('ValueError', `No content found in the "files" section for ${call.name} path: ${name}`);
  },
});
