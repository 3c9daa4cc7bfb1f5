/**
 * How much garbage a server's heap may gather. V8 by itself lets the heap grow to four times what is in use before it collects, as
 * long as the machine has memory; at 1.6 times it takes half as much, for a few percent of the time (docs/benchmark.md). The other bounds are given
 * when the process starts (scripts/program.mjs).
 */
import { setFlagsFromString } from 'node:v8';

export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60');
}
