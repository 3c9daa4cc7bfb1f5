/** The names of objects in clouds: `{stack}-{resource}-{random}`, unique because the random part comes from the row's id. */

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Twelve characters from the 60 random bits of a version 4 UUID that Heat takes as well. */
export function shortId(uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  // The "time" of the UUID: without its version digit, the most significant part first.
  let bits = BigInt(`0x${hex.slice(13, 16)}${hex.slice(8, 12)}${hex.slice(0, 8)}`);
  let id = '';
  for (let i = 0; i < 12; i++) {
    id = ALPHABET[Number(bits & 31n)] + id;
    bits >>= 5n;
  }
  return id;
}

export function physicalName(stack: string, resource: string, uuid: string, limit?: number): string {
  const name = `${stack}-${resource}-${shortId(uuid)}`;
  return limit === undefined ? name : shortened(name, limit);
}

/** Two characters from the front, a hyphen, and as much of the end as fits. */
export function shortened(name: string, limit: number): string {
  return name.length <= limit ? name : `${name.slice(0, 2)}-${name.slice(3 - limit)}`;
}
