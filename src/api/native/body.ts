/**
 * The JSON body of a request. As in Heat, text that does not begin like an object is no body at all, whatever its type says,
 * and a body without a type counts as JSON.
 */
import { HeatError } from '../../errors.ts';
import { isMap, parseJson, type ValueMap } from '../../template/value.ts';
import { shapeOf } from '../json-shape.ts';
import { badRequest } from './queries.ts';

const JSON_TYPES = /^(?:application\/json|text\/plain|JSON)\b/i;

export function readBody(bytes: unknown, contentType: string | undefined): ValueMap | null {
  if (!Buffer.isBuffer(bytes) || bytes[0] !== 0x7b) return null;
  if (contentType !== undefined && contentType !== '' && !JSON_TYPES.test(contentType)) return null;
  const wrong = shapeOf(bytes);
  if (wrong !== null) throw badRequest(`The body cannot be read: ${wrong}`);
  try {
    const body = parseJson(bytes.toString('utf8'));
    return isMap(body) ? body : null;
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

export function tooLarge(bytes: number, limit: number): HeatError {
  const size = Number.isFinite(bytes) && bytes > 0 ? `${bytes} bytes` : `more than ${limit} bytes`;
  return new HeatError(
    'RequestLimitExceeded',
    `Request limit exceeded: JSON body size (${size}) exceeds maximum allowed size (${limit} bytes).`,
  );
}
