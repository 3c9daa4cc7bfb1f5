/**
 * How the vectors of one area are run. An area is a file `areas/<area>.ts` whose default export is an
 * {@link AreaRunner}; nothing else is needed to register it.
 */
import { existsSync } from 'node:fs';
import { HeatError } from '../../../src/errors.ts';
import { difference, type Outcome } from './compare.ts';
import { expectation, type Vector } from './vector.ts';

/**
 * Yields the value to be compared, or throws. Calls `at` when a phase begins, so that an error can be told
 * its phase (`request`, `validate`, `schema`, `parse`, `resolve`; undefined: none). May return a promise.
 */
export type AreaRunner = (vector: Vector, at: (phase: string | undefined) => void) => unknown;

export interface Area {
  run: AreaRunner;
  /** Ends what the runner has opened. */
  close(): Promise<void>;
}

/** An area's runner; undefined where none is registered. */
export async function openArea(area: string): Promise<Area | undefined> {
  if (!/^\w+$/.test(area)) return undefined;
  const file = new URL(`./areas/${area}.ts`, import.meta.url);
  if (!existsSync(file)) return undefined;
  const { default: run, close = async () => {} } = (await import(file.href)) as {
    default: AreaRunner;
    close?: () => Promise<void>;
  };
  return { run, close };
}

/** Runs one vector. Null when it passes, else what came out instead. */
export async function runVector(runner: AreaRunner, vector: Vector): Promise<string | null> {
  return difference(expectation(vector), await outcomeOf(runner, vector));
}

async function outcomeOf(runner: AreaRunner, vector: Vector): Promise<Outcome> {
  let phase: string | undefined;
  try {
    return { value: await runner(vector, (name) => (phase = name)) };
  } catch (error) {
    if (error instanceof HeatError)
      return { error: error.code, status: error.status, phase, message: error.message.slice(0, 200) };
    if (isNamed(error)) return { error: error.code, phase, message: error.message.slice(0, 200) };
    // Anything else is a crash of ours and never what was expected.
    return {
      error: 'CRASH',
      phase,
      message: error instanceof Error ? (error.stack ?? '').slice(0, 600) : String(error),
    };
  }
}

/** Errors of the packages inside (yaql, regular expressions) which carry the reference's class name. */
function isNamed(error: unknown): error is Error & { code: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}
