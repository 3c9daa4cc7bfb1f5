/**
 * What an expression refers to: the resources that have to be there before it can be evaluated, and the attributes to
 * be fetched.
 *
 *     references(expression)
 *     // { resources: Set{'server'}, attributes: Map{'server' → Set{'addresses'}}, paths: [['server', 'addresses', 'net', 0]] }
 */
import { HeatError } from '../../errors.ts';
import { Unknown } from '../schema/types.ts';
import type { Value } from '../value.ts';
import { Evaluation, missingResource, NOTHING_KNOWN, type ResourceSource } from './evaluate.ts';
import { Call, type Expression, ListExpression, MapExpression } from './expression.ts';

/** Stands among the names of attributes for all of them. */
export const ALL_ATTRIBUTES = '*';

export interface References {
  /** Names of enabled resources. */
  resources: Set<string>;
  /** Names of attributes by resource; {@link ALL_ATTRIBUTES} where all are wanted. */
  attributes: Map<string, Set<string>>;
  /** Resource, attribute and the way into it, as far as known. */
  paths: Array<readonly [string, ...Value[]]>;
}

export interface ReferenceOptions {
  /** Against which names that have to be evaluated are. By default what resources yield is unknown, and what depends on it is left out. */
  resources?: ResourceSource;
  /** Fail with InvalidTemplateReference where a resource is not there or not enabled; by default it is left out. */
  strict?: boolean;
}

export function references(expression: Expression, options: ReferenceOptions = {}): References {
  const found: References = { resources: new Set(), attributes: new Map(), paths: [] };
  collect(expression, new Collector(found, options));
  return found;
}

class Collector {
  private readonly found: References;
  private readonly evaluation: Evaluation;
  private readonly strict: boolean;

  constructor(found: References, { resources = NOTHING_KNOWN, strict = false }: ReferenceOptions) {
    this.found = found;
    this.evaluation = new Evaluation(resources);
    this.strict = strict;
  }

  expression(expression: Expression): void {
    collect(expression, this);
  }

  resource(name: Expression, call: Call): void {
    const resource = this.strict ? this.evaluation.value(name) : this.evaluate(name);
    if (resource instanceof Unknown) return;
    if (typeof resource === 'string' && call.scope.hasResource(resource)) {
      this.found.resources.add(resource);
      return;
    }
    if (this.strict) throw missingReference(resource, call);
  }

  attribute(name: Expression, path: readonly Expression[] | null, call: Call): void {
    const resource = this.evaluate(name);
    if (typeof resource !== 'string' || !call.scope.hasResource(resource)) return;
    const names = this.found.attributes.get(resource) ?? new Set<string>();
    this.found.attributes.set(resource, names);
    if (path === null) {
      names.add(ALL_ATTRIBUTES);
      return;
    }
    const steps: Value[] = [];
    for (const step of path) {
      const value = this.evaluate(step);
      if (value instanceof Unknown) break;
      steps.push(value);
    }
    if (steps.length === 0 || typeof steps[0] === 'object') return;
    names.add(String(steps[0]));
    this.found.paths.push([resource, ...steps]);
  }

  private evaluate(expression: Expression): Value | Unknown {
    try {
      return this.evaluation.value(expression);
    } catch (error) {
      if (error instanceof HeatError) return new Unknown(error.message);
      throw error;
    }
  }
}

function missingReference(name: Value, call: Call): HeatError {
  if (typeof name === 'object' && name !== null)
    return new HeatError('TypeError', 'The name of a resource must be a string.');
  return missingResource(name, call.scope.resourceNames(), call.path.join('.'));
}

function collect(expression: Expression, sink: Collector): void {
  if (expression instanceof ListExpression) for (const item of expression.items) collect(item, sink);
  else if (expression instanceof MapExpression) for (const item of expression.entries.values()) collect(item, sink);
  else if (expression instanceof Call) {
    if (expression.fn.references === undefined) collect(expression.args, sink);
    else expression.fn.references(expression, sink);
  }
}
