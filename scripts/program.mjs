/**
 * How Hearth's own program is started: from where, and within which bounds. Left alone, V8 keeps a young generation of 128 MiB, and
 * glibc an arena for each thread with all that was ever freed in it. With these bounds Hearth takes half the memory, and
 * about as much time (docs/benchmark.md). What NODE_OPTIONS or the environment say goes before.
 */
import { delimiter, dirname, join } from 'node:path';
import { NODE, ROOT } from './install.mjs';

export const MAIN = join(ROOT, 'src', 'cli', 'main.ts');

const YOUNG_GENERATION = '--max-semi-space-size';
const MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '131072' };

/** node:sqlite and type stripping announce themselves as new. */
export const QUIET = '--disable-warning=ExperimentalWarning';

/** Flags for Node. */
export function flags() {
  const isGiven = (process.env.NODE_OPTIONS ?? '').includes(YOUNG_GENERATION);
  return isGiven ? [QUIET] : [QUIET, `${YOUNG_GENERATION}=8`];
}

/** Compiled modules are kept for the next start. */
export function environment() {
  return {
    ...MALLOC,
    ...process.env,
    PATH: `${dirname(NODE)}${delimiter}${process.env.PATH ?? ''}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, 'node_modules', '.cache', 'hearth-compiled'),
  };
}
