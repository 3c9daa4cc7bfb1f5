/**
 * Paths of requests. What goes into one (an id that a user may have handed in, a name) is one segment of it and nothing else: it can neither lead
 * out of its place nor go on into a query. A path that does is refused before anything is sent, however it was made.
 */
import { HeatError } from '../errors.ts';

/** `at`/servers/${id}/tags`` with every value encoded as one segment; but for one at the very beginning, which is a path itself. */
export function at(texts: TemplateStringsArray, ...values: readonly unknown[]): string {
  return texts.reduce((path, text, index) => {
    const value = values[index - 1];
    return `${path}${index === 1 && texts[0] === '' ? String(value) : segment(value)}${text}`;
  });
}

/** @throws Invalid for what cannot be the id or name of an object */
export function segment(value: unknown): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (text === '' || isDots(text))
    throw new HeatError('Invalid', `${JSON.stringify(value)} is no id or name of an object.`);
  return encodeURIComponent(text);
}

/** Also with the dots encoded: URLs are normalised with those as well. */
function isDots(segment: string): boolean {
  return /^(\.|%2e){1,2}$/i.test(segment);
}

/** @throws Invalid for a path that does not lead where it seems to */
export function checkPath(path: string): string {
  const plain = path === '' || (path.startsWith('/') && !/[?#\\\s]|\p{Cc}/u.test(path));
  if (!plain || path.split('/').some(isDots)) {
    throw new HeatError('Invalid', `${JSON.stringify(path)} is no path of a request.`);
  }
  return path;
}
