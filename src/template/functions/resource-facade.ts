/** `resource_facade`: what the parent stack says of the resource that this nested stack stands for. */
import { HeatError } from '../../errors.ts';
import { Evaluation, NOT_MADE } from '../expression/evaluate.ts';
import { Call, type Expression } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import type { Facade } from '../expression/scope.ts';
import { firstUnknown } from '../schema/python-values.ts';
import type { Value } from '../value.ts';

type Read = (facade: Facade) => Value;

function facadeFunction(parts: Readonly<Record<string, Read>>) {
  return templateFunction<Read>({
    description: 'What the parent stack says of the resource that this stack stands for.',
    parse(args, name) {
      const part = args instanceof Call ? evaluated(args) : args;
      const read = typeof part === 'string' && Object.hasOwn(parts, part) ? parts[part] : undefined;
      if (read !== undefined) return read;
      throw new HeatError(
        'ValueError',
        `The argument of "${name}" should be one of: ${Object.keys(parts).join(', ')}.`,
      );
    },
    resolve(call, evaluation) {
      const { facade } = call.scope;
      if (facade === null) throw new HeatError('AttributeError', `"${call.name}" has a meaning in nested stacks only.`);
      const value = call.state(facade);
      return evaluation.noted(firstUnknown(value) ?? value);
    },
  });
}

/** The name of the part may be a function of parameters. One that refuses its arguments names none. */
function evaluated(args: Call): Expression {
  try {
    return new Evaluation(NOT_MADE).known(args);
  } catch (error) {
    if (error instanceof HeatError && (error.code === 'TypeError' || error.code === 'ValueError')) return null;
    throw error;
  }
}

const metadata: Read = (facade) => facade.metadata();
const deletionPolicy: Read = (facade) => facade.deletionPolicy();
const updatePolicy: Read = (facade) => facade.updatePolicy();

export const resourceFacade = facadeFunction({
  metadata,
  deletion_policy: deletionPolicy,
  update_policy: updatePolicy,
});
export const cfnResourceFacade = facadeFunction({
  Metadata: metadata,
  DeletionPolicy: deletionPolicy,
  UpdatePolicy: updatePolicy,
});
