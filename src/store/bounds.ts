/** What fits into a row. */

/** The largest number that every integer column of both databases holds. What comes from outside is held against it before it is stored. */
export const MOST_INTEGER = 2 ** 31 - 1;
