/**
 * Functions that speak of resources: `get_resource`, `get_attr` in its three generations, `Ref` and `Fn::GetAtt`.
 *
 * The generations of `get_attr` differ: the first fetches the attribute and then looks into it, the second hands the
 * whole way to the resource, the third also takes a resource alone and yields all its attributes.
 */
import { HeatError } from '../../errors.ts';
import type { Evaluation, Resolved } from '../expression/evaluate.ts';
import { asList, type Call, type Expression, isDynamic } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { isEmpty, unpack } from '../expression/sequences.ts';
import { Unknown } from '../schema/types.ts';
import { isMap, type Value } from '../value.ts';
import { parameterReference } from './parameters.ts';
import { selectPath } from './select-path.ts';

export const getResource = templateFunction<undefined>({
  description: 'What a resource is referred to by, usually its id.',
  resolve: (call, evaluation) => reference(call.args, call, evaluation),
  references(call, sink) {
    sink.expression(call.args);
    sink.resource(call.args, call);
  },
});

function reference(name: Expression, call: Call, evaluation: Evaluation): Resolved {
  return evaluation.noted(evaluation.resource(evaluation.known(name), call.scope).refId());
}

/** `Ref`: a resource where there is one of that name, else a parameter. */
export const ref = templateFunction<boolean>({
  description: 'The value of a parameter, or what a resource is referred to by.',
  parse(args, name, scope) {
    if (isDynamic(args) || (typeof args === 'object' && args !== null)) {
      throw new HeatError('TypeError', `The argument of "${name}" must be a name.`);
    }
    return typeof args === 'string' && scope.isResource(args);
  },
  resolve: (call, evaluation) =>
    call.state ? reference(call.args, call, evaluation) : parameterReference(call, evaluation),
  references(call, sink) {
    if (call.state) sink.resource(call.args, call);
  },
});

interface AttributeUse {
  resource: Expression;
  /** Undefined: all attributes. */
  attribute: Expression | undefined;
  path: readonly Expression[];
}

type Parse = (args: Expression, name: string) => AttributeUse;

const parseHot: Parse = (args, name) => {
  const items = asList(args);
  if (items === undefined) throw new HeatError('TypeError', `Argument to "${name}" must be a list.`);
  if (items.length < 2) {
    throw new HeatError(
      'ValueError',
      `Arguments to "${name}" must be of the form [resource_name, attribute, (path), ...].`,
    );
  }
  const [resource = null, attribute = null, ...path] = items;
  return { resource, attribute, path };
};

const parseHotOrAll: Parse = (args, name) => {
  if (isEmpty(args)) {
    throw new HeatError(
      'ValueError',
      `Arguments to "${name}" must be [resource_name] or [resource_name, attribute, (path), ...].`,
    );
  }
  const items = typeof args === 'string' ? [...args] : asList(args);
  if (items === undefined) throw new HeatError('TypeError', `Argument to "${name}" must be a list.`);
  if (items.length > 1) return parseHot(args, name);
  return { resource: items[0] ?? null, attribute: undefined, path: [] };
};

const parseCfn: Parse = (args, name) => {
  const usage = `Arguments to "${name}" must be of the form [resource_name, attribute].`;
  const [resource = null, attribute = null] = unpack(args, 2, usage);
  return { resource, attribute, path: [] };
};

function attributeFunction(parse: Parse, fetch: (use: AttributeUse, call: Call, evaluation: Evaluation) => Resolved) {
  return templateFunction<AttributeUse>({
    description: 'An attribute of a resource, or part of it.',
    parse,
    validate(call, evaluation, attributes) {
      const name = evaluation.known(call.state.resource);
      evaluation.resource(name, call.scope);
      // `get_attr: [r, null]` means all attributes too, where that is possible at all.
      if (call.state.attribute === undefined || (parse === parseHotOrAll && call.state.attribute === null)) return;
      const attribute = evaluation.known(call.state.attribute);
      if (typeof attribute === 'object' && attribute !== null)
        throw new HeatError('TypeError', 'An attribute is a name.');
      // The first generation does not look at the way before it has the attribute.
      const isReachable = fetch === fetchThenSelect || checkPath(call.state.path, evaluation);
      if (isReachable && attributes(String(name), attribute)) return;
      throw new HeatError(
        'InvalidTemplateAttribute',
        `The Referenced Attribute (${String(name)} ${String(attribute)}) is incorrect.`,
      );
    },
    resolve: (call, evaluation) => evaluation.noted(fetch(call.state, call as Call, evaluation)),
    references(call, sink) {
      const { resource, attribute, path } = call.state;
      sink.expression(call.args);
      sink.resource(resource, call as Call);
      sink.attribute(resource, attribute === undefined ? null : [attribute, ...path], call as Call);
    },
  });
}

/** False where the way into an attribute cannot be evaluated, which makes the attribute one that there is not. */
function checkPath(path: readonly Expression[], evaluation: Evaluation): boolean {
  for (const step of path) {
    let value: Resolved;
    try {
      value = evaluation.value(step);
    } catch (error) {
      if (error instanceof HeatError) return false;
      throw error;
    }
    const isCollection = Array.isArray(value) || isMap(value as Value);
    if (isCollection && !(value instanceof Unknown))
      throw new HeatError('TypeError', 'A step into an attribute is a key or an index.');
  }
  return true;
}

function fetchThenSelect(use: AttributeUse, call: Call, evaluation: Evaluation): Resolved {
  const attribute = evaluation.known(use.attribute ?? null);
  const resource = evaluation.resource(evaluation.known(use.resource), call.scope);
  const value = resource.attribute([attribute]);
  if (value === null || value instanceof Unknown) return value;
  return selectPath(
    value,
    use.path.map((step) => evaluation.known(step)),
  );
}

function fetchPath(use: AttributeUse, call: Call, evaluation: Evaluation): Resolved {
  const path = use.path.map((step) => evaluation.known(step));
  const attribute = evaluation.known(use.attribute ?? null);
  const resource = evaluation.resource(evaluation.known(use.resource), call.scope);
  return resource.attribute([attribute, ...path]);
}

function fetchPathOrAll(use: AttributeUse, call: Call, evaluation: Evaluation): Resolved {
  // A null stands for "no attribute" too, where it is written so.
  if (use.attribute !== undefined && use.attribute !== null) return fetchPath(use, call, evaluation);
  return evaluation.resource(evaluation.known(use.resource), call.scope).attributes();
}

export const getAttThenSelect = attributeFunction(parseHot, fetchThenSelect);
export const getAtt = attributeFunction(parseHot, fetchPath);
export const getAttAllAttributes = attributeFunction(parseHotOrAll, fetchPathOrAll);
export const cfnGetAtt = attributeFunction(parseCfn, fetchThenSelect);
