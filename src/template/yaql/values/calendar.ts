/** Names of days and months, and the numbering of weeks. */
import { dayNumber, isLeap } from './time.ts';

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** From 1. */
export function dayOfYear(year: number, month: number, day: number): number {
  return dayNumber(year, month, day) - dayNumber(year, 1, 1) + 1;
}

/** Monday is 0. */
export function weekdayOf(year: number, month: number, day: number): number {
  return (((dayNumber(year, month, day) + 3) % 7) + 7) % 7;
}

/** The year and week of ISO 8601. */
export function isoWeek(year: number, month: number, day: number): { year: number; week: number } {
  const week = Math.floor((dayOfYear(year, month, day) - weekdayOf(year, month, day) - 1 + 10) / 7);
  if (week < 1) return { year: year - 1, week: weeksIn(year - 1) };
  return week > weeksIn(year) ? { year: year + 1, week: 1 } : { year, week };
}

function weeksIn(year: number): number {
  const first = weekdayOf(year, 1, 1);
  return first === 3 || (first === 2 && isLeap(year)) ? 53 : 52;
}
