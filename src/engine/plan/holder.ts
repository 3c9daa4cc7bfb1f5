/** What the planner asks of whoever holds a stack's rows: a run, or a request that only wants to see. */
import type { Cloud } from '../../openstack/cloud.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Unknown } from '../../template/schema/types.ts';
import type { Value } from '../../template/value.ts';
import type { Given, Operation } from '../resource/operation.ts';
import type { Inquiry } from '../resource/properties.ts';
import type { Room } from '../room.ts';

export interface Holder {
  readonly room: Room;
  readonly stack: StackRow;
  readonly cloud: Cloud;
  readonly inquiry: Inquiry;
  typeOf(row: ResourceRow): ResourceType;
  referenceId(row: ResourceRow, type: ResourceType): Value | Unknown;
  operationOn(row: ResourceRow, given: Given): Operation;
  /** Nobody wants the plan any more. */
  readonly dropping?: boolean;
}
