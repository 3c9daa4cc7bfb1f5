/** A value for an option, from a file's tree or from text; refused with the option's name and where it came from. */
import type { Option } from '../../options.ts';

export class ConfigError extends Error {}

export function readValue(name: string, option: Option, given: unknown, source: string): Option['default'] {
  const fail = (what: string): never => {
    const shown = option.secret ? '' : ` (${JSON.stringify(given)})`;
    throw new ConfigError(`${source}: ${name} has to be ${what}${shown}`);
  };
  if (given === null || given === '') return option.default;
  switch (option.kind) {
    case 'boolean': {
      if (typeof given === 'boolean') return given;
      const word = String(given).toLowerCase();
      if (TRUE.has(word)) return true;
      return FALSE.has(word) ? false : fail('true or false');
    }
    case 'integer':
    case 'float': {
      const number = typeof given === 'number' ? given : typeof given === 'string' ? Number(given) : Number.NaN;
      if (!Number.isFinite(number)) return fail('a number');
      if (option.kind === 'integer' && !Number.isInteger(number)) return fail('a whole number');
      if (option.minimum !== undefined && number < option.minimum) return fail(`at least ${option.minimum}`);
      if (option.maximum !== undefined && number > option.maximum) return fail(`at most ${option.maximum}`);
      return number;
    }
    case 'list':
      if (Array.isArray(given)) return given.map(String);
      return typeof given === 'string'
        ? given
            .split(',')
            .map((item) => item.trim())
            .filter((item) => item !== '')
        : fail('a list');
    case 'string': {
      if (typeof given === 'object') return fail('text');
      const text = String(given);
      return option.choices && !option.choices.includes(text) ? fail(`one of ${option.choices.join(', ')}`) : text;
    }
  }
}

const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);
