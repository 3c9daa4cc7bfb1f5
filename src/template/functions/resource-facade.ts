/** `resource_facade`: what the parent stack says of the resource that this nested stack stands for. */
import { HeatError } from '../../errors.ts';
import type { Facade } from '../expression/scope.ts';
import type { Value } from '../value.ts';
import { templateFunction } from './function.ts';

type Read = (facade: Facade) => Value;

function facadeFunction(parts: Readonly<Record<string, Read>>) {
  return templateFunction<Read>({
    parse(args, name) {
      const read = typeof args === 'string' && Object.hasOwn(parts, args) ? parts[args] : undefined;
      if (read !== undefined) return read;
      throw new HeatError('ValueError', `The argument of "${name}" should be one of: ${Object.keys(parts).join(', ')}.`);
    },
    resolve(call) {
      const { facade } = call.scope;
      if (facade === null) throw new HeatError('AttributeError', `"${call.name}" has a meaning in nested stacks only.`);
      return call.state(facade);
    },
  });
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
