/** Cron expressions: five fields, a sixth for seconds, or a name like `@daily`. */
interface Field {
  name: string;
  min: number;
  max: number;
  words?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  { name: 'weekday', min: 0, max: 7, words: DAYS },
  { name: 'second', min: 0, max: 59 },
];

const NAMED = ['@midnight', '@hourly', '@daily', '@weekly', '@monthly', '@yearly', '@annually'];

/** What is wrong with the expression; null when it is fine. */
export function cronFlaw(expression: string): string | null {
  if (NAMED.includes(expression.trim())) return null;
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6)
    return 'Exactly 5 or 6 columns has to be specified for iterator expression.';
  for (const [index, part] of parts.entries()) {
    const field = FIELDS[index] as Field;
    if (!part.split(',').every((item) => isItem(item.toLowerCase(), field)))
      return `[${expression}] is not acceptable: ${field.name} "${part}"`;
  }
  return null;
}

function isItem(item: string, field: Field): boolean {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? [];
  if (range === '' || step === '0') return false;
  if (range === '*' || range === '?') return true;
  if (field.name === 'day' && range === 'l') return true;
  const [from, to, ...more] = range.split('-');
  if (more.length > 0) return false;
  const low = numberOf(field.name === 'weekday' ? (from ?? '').replace(/(#[1-5])$/, '') : (from ?? ''), field);
  const high = to === undefined ? low : numberOf(to, field);
  return low !== null && high !== null;
}

function numberOf(text: string, { min, max, words }: Field): number | null {
  const word = words?.indexOf(text) ?? -1;
  const value = word >= 0 ? word + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}
