/** Passwords and secrets are kept as salted digests only. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export function digestSecret(secret: string): string {
  const salt = randomBytes(9).toString('base64url');
  return `${salt}$${digest(salt, secret)}`;
}
export function secretMatches(stored: string | undefined, secret: string): boolean {
  if (!stored) return false;
  const [salt = '', expected = ''] = stored.split('$');
  const actual = Buffer.from(digest(salt, secret));
  return actual.length === expected.length && timingSafeEqual(actual, Buffer.from(expected));
}
const digest = (salt: string, secret: string): string =>
  createHash('sha256').update(`${salt}:${secret}`).digest('base64url');
