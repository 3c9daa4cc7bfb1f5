/** A stack's outputs for people: `name  value`, one a line. */
import { stringify, type Value } from '../template/value.ts';

export function outputLines(outputs: readonly { key: string; value: Value; error?: string }[]): string[] {
  const width = Math.max(0, ...outputs.map(({ key }) => key.length));
  return outputs.map(({ key, value, error }) => {
    const shown = error !== undefined ? `(${error})` : typeof value === 'string' ? value : stringify(value);
    return `  ${key.padEnd(width)}  ${shown}`;
  });
}
