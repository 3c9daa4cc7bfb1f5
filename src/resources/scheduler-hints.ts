/** Hints for the scheduler: those of the template, and where the operator wishes it, what the object is a part of. */
import { isMap, type ValueMap } from '../template/value.ts';
import type { ResourceOperation } from './type.ts';

export function schedulerHints(op: ResourceOperation): ValueMap | null {
  const { scheduler_hints: given } = op.properties;
  const hints: ValueMap = isMap(given) ? { ...given } : {};
  if (op.services.option('stack_scheduler_hints') === true) {
    hints.heat_root_stack_id = op.stack.rootId;
    hints.heat_stack_id = op.stack.id;
    hints.heat_stack_name = op.stack.name;
    hints.heat_resource_name = op.name;
    hints.heat_resource_uuid = op.uuid;
  }
  return Object.keys(hints).length === 0 ? null : hints;
}
