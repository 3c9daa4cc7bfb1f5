/**
 * The verbs of what is nothing but a tie between objects (a router's interface, a floating IP's port): one call binds them, another undoes it,
 * and whether they are bound is seen in what they show. A binding that was asked for twice is still one.
 */
import { HeatError } from '../errors.ts';
import { unlessGone } from './deletion.ts';
import type { Properties, ResourceOperation, ResourceType } from './type.ts';

export interface Tie<Given extends Properties> {
  /** The physical id. */
  id(op: ResourceOperation<Given>): string;
  bind(op: ResourceOperation<Given>): Promise<unknown>;
  isBound(op: ResourceOperation<Given>): Promise<boolean>;
  unbind(op: ResourceOperation<Given>): Promise<unknown>;
  /** What a check says when they are not bound. */
  missing(op: ResourceOperation<Given>): string;
}

type Verbs = 'create' | 'find' | 'check' | 'delete';

export function tie<Given extends Properties>(of: Tie<Given>): Pick<ResourceType<Given>, Verbs> {
  return {
    async create(op) {
      await of.bind(op);
      return of.id(op);
    },
    find: async (op) => ((await of.isBound(op)) ? of.id(op) : null),
    async check(op) {
      if (!(await of.isBound(op))) throw new HeatError('NotFound', of.missing(op));
    },
    async delete(op) {
      if (op.physicalId !== null) await unlessGone(of.unbind(op));
    },
  };
}
