/**
 * Evaluates expressions. Synchronous: whoever evaluates has fetched the attributes before, see `references.ts`.
 *
 * What cannot be known yet is an {@link Unknown}. It stays where it is inside of lists and maps, so that the rest of
 * them is known; a function that needs it yields it.
 */
import { HeatError } from '../../errors.ts';
import { nearest } from '../properties/suggestion.ts';
import { Unknown, UnknownId } from '../schema/types.ts';
import { setKey, type Value, type ValueMap } from '../value.ts';
import { Effort } from './effort.ts';
import { Call, type Expression, ListExpression, MapExpression } from './expression.ts';

/** How evaluation sees a resource. */
export interface ResourceAccess {
  /** What `get_resource` yields: the id, or the name while there is none. */
  refId(): Value | Unknown;
  /** An attribute and the way into it. Null where it has no value (yet); InvalidTemplateAttribute where there is no such. */
  attribute(path: readonly Value[]): Value | Unknown;
  /** All attributes but `show`, for `get_attr` without the name of one. */
  attributes(): Value | Unknown;
}

export interface ResourceSource {
  /** Undefined where there is no enabled resource of that name. */
  resource(name: string): ResourceAccess | undefined;
}

export type Resolved = Value | Unknown;

/** The value of an `if` without an else: what it stands in is left out of its list or map. */
export const OMITTED = Symbol('omitted');
export type Omitted = typeof OMITTED;

/**
 * Thrown by a function that cannot do without what is not known; its call then yields the Unknown. It is thrown all the time, and no
 * error: to note where from would cost more than everything else.
 */
export class NeedsUnknown {
  readonly unknown: Unknown;
  constructor(unknown: Unknown) {
    this.unknown = unknown;
  }
}

export class Evaluation {
  private readonly resources: ResourceSource;
  /** Shared by evaluations that are done in one go. */
  readonly effort: Effort;
  private lastUnknown: Unknown | null = null;
  private unknowns = 0;

  constructor(resources: ResourceSource, effort = new Effort()) {
    this.resources = resources;
    this.effort = effort;
  }

  /** The value of an expression, Unknowns left where they are. */
  value(expression: Expression): Resolved {
    const value = this.nullable(expression);
    return value === OMITTED ? null : value;
  }

  nullable(expression: Expression): Resolved | Omitted {
    if (expression instanceof Call) return this.call(expression);
    if (expression instanceof ListExpression) return this.list(expression.items);
    if (expression instanceof MapExpression) return this.map(expression.entries);
    return expression;
  }

  private list(items: readonly Expression[]): Value {
    const list: Value[] = [];
    for (const item of items) {
      const value = this.nullable(item);
      if (value !== OMITTED) list.push(value as Value);
    }
    return list;
  }

  private map(entries: ReadonlyMap<string, Expression>): Value {
    const map: ValueMap = {};
    for (const [key, item] of entries) {
      const value = this.nullable(item);
      if (value !== OMITTED) setKey(map, key, value);
    }
    return map;
  }

  private call(call: Call): Resolved | Omitted {
    this.spend(1);
    try {
      return call.fn.resolve(call, this);
    } catch (error) {
      if (error instanceof NeedsUnknown) return this.noted(error.unknown);
      throw error;
    }
  }

  /** The value of an expression that a function cannot do without: an Unknown in it makes the function's own value unknown. */
  known(expression: Expression): Value {
    const before = this.unknowns;
    const value = this.value(expression);
    if (this.unknowns !== before) throw new NeedsUnknown(this.lastUnknown as Unknown);
    return value as Value;
  }

  /** Counts values that a function makes. ValueError where they become too many. */
  spend(values: number): void {
    this.effort.spend(values);
  }

  /** Counts a text that a function is about to make, by its length in characters. ValueError where it would be too long. */
  spendText(length: number): void {
    this.effort.spendText(length);
  }

  /** What a condition comes to; one that depends on what is not known counts as met. */
  condition(expression: Expression): Value {
    const before = this.unknowns;
    const value = this.value(expression);
    return this.unknowns === before ? (value as Value) : true;
  }

  /** Notes an Unknown that a resource or a parameter yielded. */
  noted<T extends Resolved>(value: T): T {
    if (value instanceof Unknown) {
      this.lastUnknown = value;
      this.unknowns++;
    }
    return value;
  }

  /** Insists on a value being known, that has been evaluated already. */
  insist(value: Resolved): Value {
    if (value instanceof Unknown) throw new NeedsUnknown(value);
    return value;
  }

  /** The resource of a name; InvalidTemplateReference. */
  resource(name: Value, scope: Call['scope']): ResourceAccess {
    if (typeof name === 'object' && name !== null) {
      throw new HeatError('TypeError', 'The name of a resource must be a string.');
    }
    const resource = typeof name === 'string' && scope.hasResource(name) ? this.resources.resource(name) : undefined;
    if (resource === undefined) throw missingResource(name, scope.resourceNames());
    return resource;
  }
}

/** InvalidTemplateReference, with a suggestion. */
export function missingResource(name: Value, names: Iterable<string>, key = 'unknown'): HeatError {
  const message = `The specified reference "${String(name)}" (in ${key}) is incorrect.`;
  const suggestion = typeof name === 'string' ? nearest(name, names) : undefined;
  return new HeatError('InvalidTemplateReference', message, {
    diagnostics: [{ code: 'invalid-reference', severity: 'error', message, ...(suggestion && { suggestion }) }],
  });
}

/** Evaluates an expression against the resources of a stack. Lists and maps may hold Unknowns inside. */
export function evaluate(expression: Expression, resources: ResourceSource): Resolved {
  return new Evaluation(resources).value(expression);
}

/** Resources of which nothing is known yet but what is in the template. */
export const NOTHING_KNOWN: ResourceSource = {
  resource: (name) => ({
    refId: () => new UnknownId(name),
    attribute: (path) => new Unknown([name, ...path].map(String).join('.')),
    attributes: () => new Unknown(`${name}.*`),
  }),
};

/** Resources before they are made, as Heat sees them while it validates: a reference is the name, attributes are null. */
export const NOT_MADE: ResourceSource = {
  resource: (name) => ({ refId: () => name, attribute: () => null, attributes: () => null }),
};
