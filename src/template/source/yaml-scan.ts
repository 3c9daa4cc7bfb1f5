/**
 * The scanner of YAML: js-yaml's, made to take what Heat's (libyaml, YAML 1.1) takes, and to refuse what that refuses.
 *
 * libyaml does not care for indentation inside of brackets and quotes. js-yaml does, so lines that it finds too far left
 * there are moved to the right, where it makes no difference to their meaning.
 */
import { EVENT_ID, type Event, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import { HeatError } from '../../errors.ts';
import type { Diagnostic, Position } from '../diagnostics/diagnostic.ts';
import { lineStarts, positionAt } from './line-index.ts';
import { flowPlaces } from './yaml-flow.ts';

/** Deepest nesting of collections. */
export const MAX_DEPTH = 400;
/** Most characters to be scanned over again for the sake of lines too far left. */
const MAX_RESCANNED = 1_000_000;

/** Control characters but white space and NEL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
/** The end of a document before any document. */
const LEADING_END = /^(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*\.\.\.(?:\s|$)/;

/** A scanned text: events, with offsets into it. */
export interface Scan {
  readonly text: string;
  readonly events: readonly Event[];
  /** The line and column, in the text as it was given, of an offset. */
  positionOf(offset: number): Position;
}

/** Scans a text. ValueError with a diagnostic that says where. */
export function scanYaml(given: string): Scan {
  checkCharacters(given);
  // NEL ends a line in YAML 1.1, and not in the scanner's YAML 1.2.
  let text = given.includes('\x85') ? given.replaceAll('\x85', '\n') : given;
  const moved = new Map<number, number>();
  let starts: number[] | undefined;
  const positionOf = (offset: number): Position => {
    starts ??= lineStarts(text);
    const { line, column } = positionAt(starts, Math.max(0, offset));
    return { line, column: Math.max(1, column - (moved.get(line) ?? 0)) };
  };
  if (TAB_LINE.test(text)) checkTabLines(text, positionOf);
  let isMended = false;
  for (let scanned = 0; ; scanned += text.length) {
    try {
      const events = parseEvents(text, { maxDepth: MAX_DEPTH });
      checkColons(text, events, positionOf);
      return { text, events, positionOf };
    } catch (error) {
      if (error instanceof RangeError) throw yamlError('nested too deeply', { line: 1, column: 1 });
      if (!(error instanceof YAMLException)) throw error;
      const { offset, reason } = detailsOf(error);
      const position = positionOf(offset);
      if (!isMended && (reason === TOO_FAR_LEFT || text[offset] === '-')) {
        text = mended(text, moved);
        isMended = true;
        starts = undefined;
        continue;
      }
      if (reason !== TOO_FAR_LEFT || moved.has(position.line) || scanned > MAX_RESCANNED) {
        throw yamlError(reason, position);
      }
      const by = deepestIndentation(text) + 1;
      const start = starts?.[position.line - 1] ?? 0;
      text = text.slice(0, start) + ' '.repeat(by) + text.slice(start);
      moved.set(position.line, by);
      starts = undefined;
    }
  }
}

const TOO_FAR_LEFT = 'deficient indentation';

/** The text with what the scanner does not take within brackets and quotes put right, all at once. */
function mended(text: string, moved: Map<number, number>): string {
  const { lines, dashes } = flowPlaces(text);
  const by = deepestIndentation(text) + 1;
  const starts = lineStarts(text);
  const changes: { at: number; without: number; put: string }[] = [];
  const room = ' '.repeat(by);
  let line = 0;
  for (const { at, beyond } of lines) {
    while (line < starts.length && (starts[line] as number) < at) line++;
    INDENTATION.lastIndex = at;
    const indentation = INDENTATION.exec(text)?.[0].length ?? 0;
    if (starts[line] !== at || indentation > beyond) continue;
    moved.set(line + 1, by);
    changes.push({ at, without: 0, put: room });
  }
  if (dashes.length > 0 && !text.includes(DASH)) {
    for (const at of dashes) changes.push({ at, without: 1, put: DASH });
    changes.sort((a, b) => a.at - b.at);
  }
  const pieces: string[] = [];
  let from = 0;
  for (const { at, without, put } of changes) {
    pieces.push(text.slice(from, at), put);
    from = at + without;
  }
  pieces.push(text.slice(from));
  return pieces.join('');
}

const INDENTATION = / */y;

/** Stands for a dash that is a text, which the scanner would take for a mark. */
export const DASH = '\ufdd0';

const TAB_LINE = /^\t[ \t]*(?:#.*)?$/m;

/** Outside of brackets and quotes, a line may not begin with a tab. */
function checkTabLines(text: string, positionOf: (offset: number) => Position): void {
  const within = new Set(flowPlaces(text).lines.map(({ at }) => at));
  for (const { index } of text.matchAll(new RegExp(TAB_LINE, 'gm'))) {
    if (!within.has(index)) throw yamlError('a tab cannot start a token', positionOf(index));
  }
}

/** In brackets a colon ends a text only where a blank follows it. */
function checkColons(text: string, events: readonly Event[], positionOf: (offset: number) => Position): void {
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN || event.valueEnd <= event.valueStart)
      continue;
    if (text.charCodeAt(event.valueEnd) !== COLON || !SEPARATORS.includes(text[event.valueEnd + 1] ?? ' ')) continue;
    throw yamlError("found unexpected ':'", positionOf(event.valueEnd));
  }
}

const COLON = 58;
const SEPARATORS = ',?[]{}';

function detailsOf(error: YAMLException): { offset: number; reason: string } {
  const { mark, reason } = error as { mark?: { position?: number }; reason?: string };
  return { offset: mark?.position ?? 0, reason: reason ?? error.message };
}

/** Deeper than this no line has to be moved. */
const ENOUGH_INDENTATION = 200;

function deepestIndentation(text: string): number {
  let deepest = 0;
  for (const [spaces] of text.matchAll(/^ +/gm)) deepest = Math.max(deepest, spaces.length);
  return Math.min(deepest, ENOUGH_INDENTATION);
}

/** What the scanner lets pass and Heat's does not. */
function checkCharacters(text: string): void {
  const refuse = (reason: string, offset: number) => yamlError(reason, positionAt(lineStarts(text), offset));
  const forbidden = text.search(FORBIDDEN);
  if (forbidden >= 0) throw refuse('control characters are not allowed', forbidden);
  if (!text.isWellFormed()) throw refuse('surrogates are not allowed', 0);
  if (LEADING_END.test(text)) throw refuse('expected a document', 0);
}

export function yamlError(message: string, start: Position): HeatError {
  const where = `line ${start.line}, column ${start.column}`;
  const diagnostic: Diagnostic = { code: 'invalid-yaml', severity: 'error', message, start };
  return new HeatError('ValueError', `Error parsing YAML: ${message} (${where})`, { diagnostics: [diagnostic] });
}
