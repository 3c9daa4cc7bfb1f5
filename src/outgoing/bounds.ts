/**
 * How much is read of an answer. Whoever answers may be broken, or somebody's trap: what is larger than anything sensible is not read to its
 * end, and nothing is unpacked beyond the bound.
 */

const MIB = 1024 * 1024;

/** By what is asked for, in bytes. */
export const MOST_BYTES = {
  /** A login or a token, with the catalogue. */
  token: 2 * MIB,
  /** One object, or what comes back from a change. */
  show: 4 * MIB,
  /** One page of a list; of services that do not page, all of it. */
  list: 24 * MIB,
  /** What somebody stored: a file, a signal, a secret. Who knows better says so. */
  object: 4 * MIB,
} as const;

export type AnswerKind = keyof typeof MOST_BYTES;

/** Of a refusal no more than this is read, for its message. */
export const MOST_OF_REFUSAL = 64 * 1024;

/** `4 MiB`, `600 kB`, `17 bytes`. */
export function inWords(bytes: number): string {
  if (bytes >= MIB) return `${Math.round((bytes / MIB) * 10) / 10} MiB`;
  return bytes >= 10_000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
}
