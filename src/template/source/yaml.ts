/**
 * Reads YAML 1.1 as Heat does (PyYAML on libyaml, dates as texts): events of the scanner become values.
 *
 * Aliases yield the very value of their anchor, so values of a document must never be changed in place. What aliases
 * blow up to is bounded, which makes "YAML bombs" harmless.
 */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { HeatError } from '../../errors.ts';
import type { Value, ValueMap } from '../value.ts';
import { MapBuilder } from './yaml-keys.ts';
import { BadScalar, MERGE, plainScalar, SCALAR_TAGS, VALUE_KEY } from './yaml-scalars.ts';
import { DASH, type Scan, scanYaml, yamlError } from './yaml-scan.ts';

/** Most values that the aliases of a document may stand for, all levels counted. */
const MAX_ALIASED = 200_000;

/** Characters of an aliased text that count as one value. */
const CHARACTERS = 64;

/** Longest key, in characters. */
const MAX_SIMPLE_KEY = 1024;

const CORE_TAG = 'tag:yaml.org,2002:';

type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;
type NodeEvent = Extract<Event, { tagStart: number }>;

/** A collection being read. */
interface Frame {
  kind: 'document' | 'list' | 'map';
  /** Name below {@link CORE_TAG}: `seq`, `map`, `set`, `omap`, `pairs`. */
  tag: string;
  items: unknown[];
  map: MapBuilder | null;
  /** A key was read and its value is due. */
  hasKey: boolean;
  key: unknown;
  /** Maps to be merged, in order; null without a `<<`. */
  merged: ValueMap[] | null;
  anchor: string | null;
  /** Values inside, aliases counted at their full size. */
  size: number;
  /** Offset in the text. */
  at: number;
}

interface Anchored {
  value: unknown;
  size: number;
  /** False while its collection is still being read. */
  complete: boolean;
}

class Reader {
  private readonly scan: Scan;
  private readonly text: string;
  private readonly frames: Frame[] = [];
  private readonly anchors = new Map<string, Anchored>();
  private handles: Record<string, string> = {};
  private aliased = 0;
  private documents = 0;
  private root: unknown = null;

  constructor(scan: Scan) {
    this.scan = scan;
    this.text = scan.text;
  }

  read(): unknown {
    for (const event of this.scan.events) this.take(event);
    return this.root;
  }

  private failure(message: string, offset: number): HeatError {
    return yamlError(message, this.scan.positionOf(offset));
  }

  private take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const value = event.tagStart < 0 ? this.untaggedScalar(event) : this.taggedScalar(event);
        this.define(event, value, typeof value === 'string' ? 1 + value.length / CHARACTERS : 1, true);
        this.add(value, 1, event.valueStart, event.valueEnd);
        break;
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        this.open(event);
        break;
      case EVENT_ID.POP:
        this.close();
        break;
      case EVENT_ID.ALIAS:
        this.addAlias(this.text.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
        break;
      default:
        this.openDocument(event);
    }
  }

  private openDocument(event: Extract<Event, { type: typeof EVENT_ID.DOCUMENT }>): void {
    this.documents++;
    if (this.documents > 1) throw this.failure('expected a single document in the stream', this.text.length);
    for (const directive of event.directives) {
      if (directive.kind === 'tag') this.handles[directive.handle] = directive.prefix;
    }
    this.frames.push(frame('document', '', null, 0));
  }

  private untaggedScalar(event: ScalarEvent): unknown {
    const text = this.textOf(event);
    if (event.style !== SCALAR_STYLE.PLAIN) return text;
    return this.scalar(() => plainScalar(text), event.valueStart);
  }

  /** A block scalar that ends with the text has no line break at its end if the text has none. */
  private textOf(event: ScalarEvent): string {
    const text = getScalarValue(this.text, event);
    const { style, valueStart, valueEnd } = event;
    if (style !== SCALAR_STYLE.LITERAL_BLOCK && style !== SCALAR_STYLE.FOLDED_BLOCK) return text === DASH ? '-' : text;
    const isCutShort = valueEnd > valueStart && valueEnd === this.text.length && !/[\r\n]$/.test(this.text);
    return isCutShort ? text.replace(/\n$/, '') : text;
  }

  private taggedScalar(event: ScalarEvent): unknown {
    const text = this.textOf(event);
    const tag = this.tagOf(event);
    if (tag === '!') return text;
    const construct = tag.startsWith(CORE_TAG) ? SCALAR_TAGS[tag.slice(CORE_TAG.length)] : undefined;
    if (construct === undefined || !Object.hasOwn(SCALAR_TAGS, tag.slice(CORE_TAG.length))) {
      throw this.failure(`there is no such tag for a scalar: ${tag}`, event.tagStart);
    }
    return this.scalar(() => construct(text), event.valueStart < 0 ? event.tagStart : event.valueStart);
  }

  private scalar(construct: () => unknown, at: number): unknown {
    try {
      return construct();
    } catch (error) {
      if (!(error instanceof BadScalar)) throw error;
      throw this.failure(error.message, at);
    }
  }

  private tagOf(event: NodeEvent): string {
    const written = this.text.slice(event.tagStart, event.tagEnd);
    if (written === '!') return '!';
    if (written.startsWith('!<')) return written.slice(2, -1);
    const end = written.indexOf('!', 1);
    const handle = end < 0 ? '!' : written.slice(0, end + 1);
    const prefix = this.handles[handle] ?? (handle === '!!' ? CORE_TAG : handle === '!' ? '!' : undefined);
    if (prefix === undefined) throw this.failure(`undefined tag handle ${handle}`, event.tagStart);
    return prefix + decodeURIComponent(written.slice(handle.length));
  }

  private open(event: Extract<Event, { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE }>): void {
    const kind = event.type === EVENT_ID.MAPPING ? 'map' : 'list';
    let tag = kind === 'map' ? 'map' : 'seq';
    if (event.tagStart >= 0) {
      const given = this.tagOf(event);
      if (given !== '!') tag = given.startsWith(CORE_TAG) ? given.slice(CORE_TAG.length) : '';
      if (!COLLECTION_TAGS[kind].includes(tag)) {
        throw this.failure(`there is no such tag for a ${kind}: ${given}`, event.tagStart);
      }
    }
    const opened = frame(kind, tag, this.anchorOf(event), event.start);
    this.frames.push(opened);
    this.define(event, kind === 'map' ? opened.map?.map : opened.items, 0, false);
  }

  private anchorOf(event: NodeEvent): string | null {
    return event.anchorStart < 0 ? null : this.text.slice(event.anchorStart, event.anchorEnd);
  }

  private define(event: NodeEvent, value: unknown, size: number, complete: boolean): void {
    if (event.anchorStart < 0) return;
    const name = this.text.slice(event.anchorStart, event.anchorEnd);
    if (this.anchors.has(name)) throw this.failure(`the anchor ${name} is there already`, event.anchorStart);
    this.anchors.set(name, { value, size, complete });
  }

  private addAlias(name: string, at: number): void {
    const anchored = this.anchors.get(name);
    if (anchored === undefined) throw this.failure(`there is no anchor ${name}`, at);
    if (!anchored.complete) throw this.failure(`the anchor ${name} contains itself`, at);
    this.aliased += anchored.size;
    if (this.aliased > MAX_ALIASED) throw this.failure('the aliases stand for too many values', at);
    this.add(anchored.value, anchored.size, at);
  }

  private close(): void {
    const closed = this.frames.pop() as Frame;
    if (closed.kind === 'document') {
      this.root = closed.items[0] ?? null;
      return;
    }
    const value = this.finish(closed);
    if (closed.anchor !== null) {
      this.anchors.set(closed.anchor, { value, size: closed.size + 1, complete: true });
    }
    this.add(value, closed.size + 1, closed.at);
  }

  private finish(closed: Frame): unknown {
    if (closed.map !== null) {
      const map = closed.merged === null ? closed.map.map : merge(closed.merged, closed.map.map);
      return closed.tag === 'set' ? new Set(Object.keys(map)) : map;
    }
    if (closed.tag === 'seq') return closed.items;
    return closed.items.map((item) => this.pair(item, closed));
  }

  /** Of `!!omap` and `!!pairs`, the elements of which are maps of one key. */
  private pair(item: unknown, closed: Frame): unknown {
    const entries = isPlainMap(item) ? Object.entries(item) : [];
    if (entries.length !== 1) throw this.failure(`an element of !!${closed.tag} must be a map of one key`, closed.at);
    return entries[0];
  }

  /** A key has to be short, unless a question mark announces it. */
  private checkKeyLength(start: number, end: number): void {
    if (end - start <= MAX_SIMPLE_KEY || /\?\s*["']?$/.test(this.text.slice(Math.max(0, start - 200), start))) return;
    throw this.failure(`a key may not be longer than ${MAX_SIMPLE_KEY} characters`, start);
  }

  private add(value: unknown, size: number, at: number, end = at): void {
    const frame = this.frames.at(-1) as Frame;
    frame.size += size;
    if (frame.kind !== 'map') {
      if (typeof value === 'symbol') throw this.failure(`"${value.description}" may only be a key`, at);
      frame.items.push(value);
      return;
    }
    if (!frame.hasKey) {
      this.checkKeyLength(at, end);
      frame.key = value === VALUE_KEY ? '=' : value;
      frame.hasKey = true;
      frame.at = at;
      return;
    }
    frame.hasKey = false;
    if (frame.key === MERGE) {
      this.addMerged(frame, value, at);
      return;
    }
    if (typeof value === 'symbol') throw this.failure(`"${value.description}" may only be a key`, at);
    if (!(frame.map as MapBuilder).set(frame.key, value)) {
      throw this.failure('a list or a map cannot be a key', frame.at);
    }
  }

  private addMerged(frame: Frame, value: unknown, at: number): void {
    frame.merged ??= [];
    if (isPlainMap(value)) {
      frame.merged.push(value);
      return;
    }
    if (!Array.isArray(value) || !value.every(isPlainMap)) {
      throw this.failure('only a map, or a list of maps, can be merged', at);
    }
    // Of a list, the first one wins.
    frame.merged.push(...value.toReversed());
  }
}

const COLLECTION_TAGS = { map: ['map', 'set'], list: ['seq', 'omap', 'pairs'] };

function frame(kind: Frame['kind'], tag: string, anchor: string | null, at: number): Frame {
  const map = kind === 'map' ? new MapBuilder() : null;
  return { kind, tag, items: [], map, hasKey: false, key: null, merged: null, anchor, size: 0, at };
}

/** Merged keys come first, the map's own win. */
function merge(merged: ValueMap[], own: ValueMap): ValueMap {
  const builder = new MapBuilder();
  for (const map of [...merged, own]) for (const [key, value] of Object.entries(map)) builder.set(key, value);
  return builder.map;
}

function isPlainMap(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * The value of a text: null for an empty one. `!!binary` yields a Uint8Array and `!!set` a Set; what goes on to the
 * engine has been through JSON, see `json-form.ts`. Throws ValueError with a diagnostic that says where.
 */
export function readYaml(text: string): Value {
  return new Reader(scanYaml(text)).read() as Value;
}
