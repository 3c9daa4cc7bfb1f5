/** Reading untyped JSON bodies: each function gives the value when it has the wanted kind, and the fallback otherwise. */
export type Fields = Record<string, unknown>;

/** Not given, or given as null. */
export const absent = (value: unknown): value is undefined | null => value === undefined || value === null;
export const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const record = (value: unknown): Fields => (isRecord(value) ? value : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown, fallback = ''): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : fallback;
export const maybeText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
export const integer = (value: unknown, fallback: number): number => {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isInteger(number) ? number : fallback;
};
/** OpenStack's lenient booleans: true, "True", "1", "yes", "on". */
export const flag = (value: unknown, fallback = false): boolean => {
  if (value === undefined || value === null || value === '') return fallback;
  if (typeof value === 'boolean') return value;
  return ['true', '1', 'yes', 'on', 't', 'y'].includes(String(value).toLowerCase());
};
/** A map of strings, as metadata is. */
export const strings = (value: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(record(value)).map(([key, item]) => [key, text(item, String(item))]));
