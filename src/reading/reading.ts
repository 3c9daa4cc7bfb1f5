/**
 * Reading texts of templates, environments and the like without keeping others waiting: short ones where they are, long ones in a thread of their own.
 * To find the place of an error takes as long as to read the text, and is done in the same way.
 */
import { HeatError } from '../errors.ts';
import type { Diagnostic } from '../template/diagnostics/diagnostic.ts';
import { Float, type ValueMap } from '../template/value.ts';
import type { ToRead } from './protocol.ts';
import { readNow } from './read-now.ts';
import { ReadingThread } from './thread.ts';

/** Longest text, in characters, that is read where it is: the worst of them takes about 50 ms. */
const SHORT = 65_536;

/** The worst of half a megabyte takes about one second. */
const thread = new ReadingThread({ longest: 20_000, memory: 512 });

export const isLong = (text: string): boolean => text.length > SHORT;

/** The document of a template's text. Throws what `readTemplateText` does, ValueError where it takes too long. */
export function readTemplateLater(text: string, maxSize: number): Promise<ValueMap> {
  return read({ kind: 'template', text, maxSize });
}

/** The sections of an environment's text. Throws what `parseEnvironment` does, ValueError where it takes too long. */
export function readEnvironmentLater(text: string): Promise<ValueMap> {
  return read({ kind: 'environment', text, maxSize: Number.POSITIVE_INFINITY });
}

/** The map that a text holds. Throws what `readDocument` does, ValueError where it takes too long. */
export function readDocumentLater(text: string): Promise<ValueMap> {
  return read({ kind: 'document', text, maxSize: Number.POSITIVE_INFINITY });
}

async function read(asked: ToRead): Promise<ValueMap> {
  const { text, maxSize } = asked;
  // What is too long is refused at once.
  if (!isLong(text) || text.length > 2 * maxSize) return readNow(asked);
  const { document, floats } = await thread.ask(asked);
  for (const float of floats) Object.setPrototypeOf(float, Float.prototype);
  return document;
}

/** Findings about a long text with their places in it; without, where to find them would take too long. */
export async function placedLater(text: string, findings: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
  try {
    return (await thread.ask({ kind: 'places', text, findings })).findings;
  } catch (error) {
    if (error instanceof HeatError) return findings;
    throw error;
  }
}
