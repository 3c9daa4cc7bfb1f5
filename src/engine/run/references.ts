/**
 * What other resources are at this moment, for the functions of a template. Evaluation is synchronous; an attribute that is not at
 * hand yields an {@link Unknown} and is noted, is then read from the cloud, and the evaluation is repeated. Attributes which
 * the template names are read when a resource is complete, so that repetition is rare.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { type ResourceAccess, selectPath } from '../../template/index.ts';
import { Unknown } from '../../template/schema/types.ts';
import { getKey, setKey, stringify, type Value, type ValueMap } from '../../template/value.ts';
import type { AttributePath, Live } from '../model/model.ts';
import type { Given, Operation } from '../resource/operation.ts';
import type { Inquiry } from '../resource/properties.ts';
import { formerProperties, readFormer } from '../resource/properties.ts';
import { isTransient } from '../transient.ts';
import type { Patience } from '../views/patience.ts';

/** Rounds of reading after which an evaluation that always asks for more is given up. */
const ROUNDS = 20;

/** Whoever holds a stack's rows: a run, or a request that reads. */
export interface Holder {
  readonly current: ReadonlyMap<string, ResourceRow>;
  readonly inquiry: Inquiry;
  typeOf(row: ResourceRow): ResourceType;
  operationOn(row: ResourceRow, given: Given): Operation;
  referenceId(row: ResourceRow, type: ResourceType): Value | Unknown;
  touch(row: ResourceRow, set: Partial<Omit<ResourceRow, 'id' | 'stackId'>>): void;
  /** Whoever does not hold all rows: whether those of this name were not read yet, and reading them. */
  isUnread?(name: string): boolean;
  load?(names: Iterable<string>): Promise<void>;
  /** Of a request that reads: what lives is asked for, and what is not told in time is done without. A run goes by what is kept. */
  readonly patience: Patience | null;
}

type Fetched = { value: Value } | { error: unknown };

export class References implements Live {
  private readonly run: Holder;
  private missing: Map<string, Missing> | null = null;
  private readonly unread = new Set<string>();
  /** Values that are not kept in rows, for the evaluation under way. */
  private fresh = new Map<string, Fetched>();

  constructor(run: Holder) {
    this.run = run;
  }

  resource(name: string): ResourceAccess | undefined {
    const row = this.run.current.get(name);
    if (row === undefined) {
      if (this.run.isUnread?.(name)) this.unread.add(name);
      return notMade(name);
    }
    return {
      refId: () => this.run.referenceId(row, this.run.typeOf(row)),
      attribute: (path) => this.attributeAt(row, path),
      attributes: () => {
        const values: ValueMap = {};
        for (const attribute of Object.keys(this.run.typeOf(row).attributes)) {
          if (attribute !== 'show') setKey(values, attribute, this.attributeAt(row, [attribute]));
        }
        return values;
      },
    };
  }

  private attributeAt(row: ResourceRow, path: AttributePath): Value | Unknown {
    const wanted = attributeRequest(this.run.typeOf(row), path);
    return select(this.attribute(row, wanted), wanted.rest);
  }

  private attribute(row: ResourceRow, wanted: Request): Value | Unknown {
    const known = this.kept(row, wanted);
    if (known !== undefined) return known;
    const fetched = this.fresh.get(`${row.id} ${wanted.key}`);
    if (fetched === undefined) {
      this.missing?.set(`${row.id} ${wanted.key}`, { row, wanted });
      return new Unknown([row.name, ...wanted.path].map(String).join('.'));
    }
    if ('error' in fetched) throw fetched.error;
    return fetched.value;
  }

  /** Evaluates with everything that it turns out to need. Throws what a function or the reading of an attribute throws. */
  async evaluate<T>(evaluate: (live: Live) => T): Promise<T> {
    // What was read for one evaluation may be outdated for the next.
    const fresh = new Map<string, Fetched>();
    for (let round = 0; round < ROUNDS; round++) {
      const missing = new Map<string, Missing>();
      this.missing = missing;
      this.fresh = fresh;
      let result: T | undefined;
      let thrown: unknown = null;
      try {
        result = evaluate(this);
      } catch (error) {
        thrown = error ?? new Error('failed');
      } finally {
        this.missing = null;
        this.fresh = new Map();
      }
      if (this.unread.size > 0) {
        const names = [...this.unread];
        this.unread.clear();
        await this.run.load?.(names);
        continue;
      }
      if (missing.size === 0) {
        if (thrown !== null) throw thrown;
        return result as T;
      }
      await Promise.all(
        Array.from(missing, async ([key, { row, wanted }]) => {
          try {
            fresh.set(key, { value: await this.ask(row, wanted) });
          } catch (error) {
            fresh.set(key, { error });
          }
        }),
      );
    }
    throw new HeatError('RecursionError', 'The attributes that this refers to lead from one to another without end.');
  }

  /** Reads the attributes that others will ask for, and keeps them in the row. Failures are left to those who ask. */
  async prefetch(row: ResourceRow, paths: readonly AttributePath[]): Promise<void> {
    if (paths.length === 0) return;
    const type = this.run.typeOf(row);
    const wanted = new Map<string, Request>();
    for (const path of paths) {
      const asked = attributeRequest(type, path);
      if (!Object.hasOwn(row.attributes, asked.key)) wanted.set(asked.key, asked);
    }
    const reading = Array.from(wanted.values(), (asked) =>
      this.fetch(row, asked).then(
        () => {},
        () => {},
      ),
    );
    if (reading.length > 0) await Promise.all(reading);
  }

  /** One attribute with the way into it, from the row or the cloud. */
  async read(row: ResourceRow, path: AttributePath): Promise<Value> {
    const wanted = attributeRequest(this.run.typeOf(row), path);
    const known = this.kept(row, wanted);
    const value = select(known === undefined ? await this.ask(row, wanted) : known, wanted.rest);
    return value instanceof Unknown ? null : value;
  }

  /** What is kept of it, where that is good enough for whoever asks. */
  private kept(row: ResourceRow, { key, path }: Request): Value | undefined {
    if (this.run.patience !== null && lives(this.run.typeOf(row), path)) return undefined;
    return getKey(row.attributes, key);
  }

  /** From the cloud; where that does not answer a reader in time, as it was last known. */
  private async ask(row: ResourceRow, wanted: Request): Promise<Value> {
    const { patience } = this.run;
    if (patience === null) return this.fetch(row, wanted);
    try {
      return await patience.wait(this.fetch(row, wanted));
    } catch (error) {
      const known = isTransient(error) ? getKey(row.attributes, wanted.key) : undefined;
      if (known === undefined) throw error;
      return known;
    }
  }

  /** From the cloud. Kept in the row unless the type wants it read at every use. */
  private async fetch(row: ResourceRow, { key, path }: Request): Promise<Value> {
    const type = this.run.typeOf(row);
    const name = String(path[0]);
    const schema = getKey(type.attributes, name);
    if (schema === undefined && name !== 'show' && !type.dynamicAttributes) {
      throw new HeatError('InvalidTemplateAttribute', `The Referenced Attribute (${row.name} ${name}) is incorrect.`);
    }
    const properties = readFormer(formerProperties(type, row.properties, this.run.inquiry));
    const operation = this.run.operationOn(row, { properties });
    let value: Value;
    try {
      value =
        type.attributeAt === undefined
          ? await type.attribute(operation, name)
          : await type.attributeAt(operation, name, path.slice(1));
    } catch (error) {
      if (!(error instanceof CloudError && error.notFound)) throw error;
      value = null;
    }
    // What a reader sees of what lives is no news to the next plan, which compares with what others were given.
    const isPassing = this.run.patience !== null && lives(type, path);
    if (schema?.cache !== 'none' && value !== null && !isPassing) {
      this.run.touch(row, { attributes: { ...row.attributes, [key]: value } });
    }
    return value;
  }
}

/** What is asked of a type: `path` goes to it, `rest` leads on into the answer; `key` is what the answer is kept under. */
interface Request {
  key: string;
  path: AttributePath;
  rest: AttributePath;
}

interface Missing {
  row: ResourceRow;
  wanted: Request;
}

/** What a nested stack tells may be other than when it was last told: it has a life of its own. */
function lives(type: ResourceType, path: AttributePath): boolean {
  return type.nestedStack === true || getKey(type.attributes, String(path[0]))?.lives === true;
}

/** Types that care for paths themselves are given the whole of it. */
export function attributeRequest(type: ResourceType, path: AttributePath): Request {
  const [name = null, ...rest] = path;
  if (type.attributeAt === undefined || rest.length === 0) return { key: String(name), path: [name], rest };
  return { key: stringify([...path]), path, rest: [] };
}

/** A resource of which there is nothing yet. */
export function notMade(name: string): ResourceAccess {
  return {
    refId: () => new Unknown(name),
    attribute: (path) => new Unknown([name, ...path].map(String).join('.')),
    attributes: () => new Unknown(`${name}.*`),
  };
}

/** What lies at a path below an attribute; null where there is nothing. */
export function select(value: Value | Unknown, path: AttributePath): Value | Unknown {
  return value instanceof Unknown || path.length === 0 ? value : selectPath(value, path);
}
