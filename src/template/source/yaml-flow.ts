/**
 * Where a text of YAML stands within brackets or quotes, found in one way through it without reading it: there libyaml does not care for
 * indentation, nor for a dash before a comma, and takes a line of tabs.
 */

export interface FlowPlaces {
  /** Offsets of lines that begin within brackets or quotes, with the column that the scanner wants them to stand beyond. */
  lines: { at: number; beyond: number }[];
  /** Offsets of dashes that are texts by themselves. */
  dashes: number[];
}

export function flowPlaces(text: string): FlowPlaces {
  return new FlowScan(text).run();
}

const BLANK = /[ \t]*/y;
const LINE = /[^\r\n]*/y;
const PROPERTY = /[&*!][^\s,[\]{}]*/y;
const BLOCK_SCALAR = /[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/y;
/** Up to what ends a plain text: `: `, ` #`, the end of the line; in brackets also what separates. */
const PLAIN = /(?:[^\s:#]|:(?=\S)|[ \t]+(?=[^\s#])|(?<=\S)#)+/y;
const FLOW_PLAIN = /(?:[^\s:#,[\]{}]|:(?=[^\s,[\]{}])|[ \t]+(?=[^\s#])|(?<=\S)#)+/y;
const SINGLE_QUOTED = /'(?:[^']|'')*'?/y;
const DOUBLE_QUOTED = /"(?:[^"\\]|\\[\s\S])*"?/y;
const END_OF_LINE = /\r\n?|\n/y;

class FlowScan {
  private readonly text: string;
  private readonly places: FlowPlaces = { lines: [], dashes: [] };
  private at = 0;
  private lineStart = 0;
  /** Column of the key or dash that what comes next belongs to. */
  private column = 0;
  /** What follows on further lines as long as they stand beyond the column: a block scalar, or a plain text. */
  private goesOn = false;

  constructor(text: string) {
    this.text = text;
  }

  run(): FlowPlaces {
    while (this.at < this.text.length) this.line();
    return this.places;
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** One line, and those that what begins in it goes on for. */
  private line(): void {
    this.lineStart = this.at;
    const indent = this.take(BLANK).length;
    const isBlank = this.at >= this.text.length || /[\r\n]/.test(this.text[this.at] as string);
    if (this.goesOn && (isBlank || indent > this.column)) this.take(LINE);
    else if (!isBlank) {
      this.goesOn = false;
      this.column = indent;
      this.block();
    }
    this.take(END_OF_LINE);
  }

  private block(): void {
    for (;;) {
      this.take(BLANK);
      const char = this.text[this.at];
      if (char === undefined || char === '\n' || char === '\r') return;
      const isSpaced = /\s|^$/.test(this.text[this.at + 1] ?? '');
      if (char === '#') this.take(LINE);
      else if ((char === '-' || char === '?') && isSpaced) {
        this.column = this.at - this.lineStart;
        this.at++;
      } else if (char === ':' && isSpaced) this.at++;
      else if (char === '"' || char === "'") this.quoted(char);
      else if (char === '[' || char === '{') this.flow();
      else if (char === '&' || char === '*' || char === '!') this.take(PROPERTY);
      else if ((char === '|' || char === '>') && this.take(BLOCK_SCALAR) !== '') this.goesOn = true;
      else {
        const start = this.at - this.lineStart;
        if (this.take(PLAIN) === '') this.at++;
        if (this.text[this.at] === ':') this.column = start;
        else this.goesOn = true;
      }
    }
  }

  private quoted(quote: string): void {
    const start = this.at;
    const taken = this.take(quote === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED);
    const breaks = /\r\n?|\n/g;
    while (breaks.exec(taken) !== null) this.begins(start + breaks.lastIndex);
  }

  private flow(): void {
    let depth = 0;
    // Whether a value may begin here.
    let isStart = true;
    while (this.at < this.text.length) {
      const char = this.text[this.at] as string;
      if (char === '[' || char === '{') depth++;
      else if (char === ']' || char === '}') depth--;
      else if (char === '\n' || char === '\r') {
        this.take(END_OF_LINE);
        this.begins(this.at);
        continue;
      } else if (isStart && (char === '"' || char === "'")) {
        this.quoted(char);
        isStart = false;
        continue;
      } else if (char === '#' && /\s/.test(this.text[this.at - 1] ?? ' ')) {
        this.take(LINE);
        continue;
      } else if (isStart && char === '-' && /[,\]}]/.test(this.text[this.at + 1] ?? ''))
        this.places.dashes.push(this.at);
      else if (!/[\s,:]/.test(char)) {
        if (this.take(FLOW_PLAIN) === '') this.at++;
        isStart = false;
        continue;
      }
      this.at++;
      if (depth === 0) return;
      if (!/[ \t]/.test(char)) isStart = !/[\]}-]/.test(char);
    }
  }

  private begins(at: number): void {
    this.lineStart = at;
    this.places.lines.push({ at, beyond: this.column });
  }
}
