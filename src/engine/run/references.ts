/**
 * What other resources are at this moment, for the functions of a template. Evaluation is synchronous; an attribute that is not at
 * hand yields an {@link Unknown} and is noted, is then read from the cloud, and the evaluation is repeated. Attributes which
 * the template names are read when a resource is complete, so that repetition is rare.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import type { ResourceRow } from '../../store/rows.ts';
import { Unknown } from '../../template/schema/types.ts';
import { getKey, isMap, setKey, type Value, type ValueMap } from '../../template/value.ts';
import type { ResourceAccess } from '../../template/expression/evaluate.ts';
import type { Live } from '../model/model.ts';
import { formerProperties, readFormer } from '../resource/properties.ts';
import type { Operation, Given } from '../resource/operation.ts';
import type { Inquiry } from '../resource/properties.ts';
import type { ResourceType } from '../../resources/type.ts';

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
}

type Fetched = { value: Value } | { error: unknown };

export class References implements Live {
  private readonly run: Holder;
  private missing: Map<string, { row: ResourceRow; attribute: string }> | null = null;
  /** Values that are not kept in rows, for the evaluation under way. */
  private fresh = new Map<string, Fetched>();

  constructor(run: Holder) {
    this.run = run;
  }

  resource(name: string): ResourceAccess | undefined {
    const row = this.run.current.get(name);
    if (row === undefined) return notMade(name);
    return {
      refId: () => this.run.referenceId(row, this.run.typeOf(row)),
      attribute: ([attribute, ...path]) => select(this.attribute(row, String(attribute)), path),
      attributes: () => {
        const values: ValueMap = {};
        for (const attribute of Object.keys(this.run.typeOf(row).attributes)) {
          if (attribute !== 'show') setKey(values, attribute, this.attribute(row, attribute));
        }
        return values;
      },
    };
  }

  private attribute(row: ResourceRow, attribute: string): Value | Unknown {
    const known = getKey(row.attributes, attribute);
    if (known !== undefined) return known;
    const fetched = this.fresh.get(`${row.id} ${attribute}`);
    if (fetched === undefined) {
      this.missing?.set(`${row.id} ${attribute}`, { row, attribute });
      return new Unknown(`${row.name}.${attribute}`);
    }
    if ('error' in fetched) throw fetched.error;
    return fetched.value;
  }

  /** Evaluates with everything that it turns out to need. Throws what a function or the reading of an attribute throws. */
  async evaluate<T>(evaluate: (live: Live) => T): Promise<T> {
    // What was read for one evaluation may be outdated for the next.
    const fresh = new Map<string, Fetched>();
    for (let round = 0; round < ROUNDS; round++) {
      const missing = new Map<string, { row: ResourceRow; attribute: string }>();
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
      if (missing.size === 0) {
        if (thrown !== null) throw thrown;
        return result as T;
      }
      await Promise.all(
        Array.from(missing, async ([key, { row, attribute }]) => {
          try {
            fresh.set(key, { value: await this.read(row, attribute) });
          } catch (error) {
            fresh.set(key, { error });
          }
        }),
      );
    }
    throw new HeatError('RecursionError', 'The attributes that this refers to lead from one to another without end.');
  }

  /** Reads the attributes that others will ask for, and keeps them in the row. Failures are left to those who ask. */
  async prefetch(row: ResourceRow, names: Iterable<string>): Promise<void> {
    const reading: Promise<void>[] = [];
    for (const name of names) {
      if (Object.hasOwn(row.attributes, name)) continue;
      reading.push(
        this.read(row, name).then(
          () => {},
          () => {},
        ),
      );
    }
    if (reading.length > 0) await Promise.all(reading);
  }

  /** From the cloud. Kept in the row unless the type wants it read at every use. */
  async read(row: ResourceRow, name: string): Promise<Value> {
    const type = this.run.typeOf(row);
    const schema = getKey(type.attributes, name);
    if (schema === undefined && name !== 'show' && !type.dynamicAttributes) {
      throw new HeatError('InvalidTemplateAttribute', `The Referenced Attribute (${row.name} ${name}) is incorrect.`);
    }
    const properties = readFormer(formerProperties(type, row.properties, this.run.inquiry));
    let value: Value;
    try {
      value = await type.attribute(this.run.operationOn(row, { properties }), name);
    } catch (error) {
      if (!(error instanceof CloudError && error.notFound)) throw error;
      value = null;
    }
    if (schema?.cache !== 'none' && value !== null) {
      this.run.touch(row, { attributes: { ...row.attributes, [name]: value } });
    }
    return value;
  }
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
export function select(value: Value | Unknown, path: readonly Value[]): Value | Unknown {
  let found = value;
  for (const step of path) {
    if (found instanceof Unknown) return found;
    if (typeof step !== 'string' && typeof step !== 'number' && typeof step !== 'bigint') return null;
    if (Array.isArray(found)) found = found.at(/^-?\d+$/.test(String(step)) ? Number(step) : Number.NaN) ?? null;
    else if (isMap(found)) found = getKey(found, String(step)) ?? null;
    else if (typeof found === 'string' && typeof step === 'number') found = [...found].at(step) ?? null;
    else return null;
  }
  return found;
}
