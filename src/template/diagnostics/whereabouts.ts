/**
 * A message for those who see nothing but it, with what it leaves unsaid of the place:
 *
 *     Invalid deletion policy "Retian" (resources.web.deletion_policy, line 7, column 22, did you mean Retain?)
 */
import type { Diagnostic } from './diagnostic.ts';

/** `diagnostics`: what came with the message, the first one telling where. */
export function withWhereabouts(message: string, diagnostics: readonly Diagnostic[]): string {
  const [first] = diagnostics;
  if (first === undefined) return message;
  const { file, path = [], start, suggestion } = first;
  const said: string[] = [];
  if (file !== undefined && !message.includes(file)) said.push(file);
  const way = path.join('.');
  if (way !== '' && !message.includes(way) && !isNamed(String(path.at(-1)), message)) said.push(way);
  if (start !== undefined && !/\bline \d/.test(message)) said.push(`line ${start.line}, column ${start.column}`);
  if (suggestion !== undefined && !/did you mean/i.test(message)) said.push(`did you mean ${suggestion}?`);
  return said.length === 0 ? message : `${message} (${said.join(', ')})`;
}

/** `"name"`, `'name'` or `(name)`. */
function isNamed(name: string, message: string): boolean {
  return [`"${name}"`, `'${name}'`, `(${name})`].some((spelt) => message.includes(spelt));
}
