/** Events, of a stack or of all. */
import type { EventView } from '../../engine/orchestrator.ts';
import { stringify, type ValueMap } from '../../template/value.ts';
import { isoTime } from '../native/views/times.ts';
import { type ActionCall, findStack } from './action.ts';
import { stackArn } from './arn.ts';
import { stateOf } from './stacks.ts';

export async function describeEvents(call: ActionCall): Promise<ValueMap> {
  const { caller, orchestrator, parameters } = call;
  const name = parameters.get('StackName');
  const stacks = name
    ? [await findStack(call, name, { deleted: true })]
    : (await orchestrator.list(caller, { projectId: caller.projectId }, {})).map(({ row }) => row);
  const lists = await Promise.all(
    stacks.map((stack) => orchestrator.events(caller, stack, { sortDir: 'asc' }, {}, { nestedDepth: 0 })),
  );
  const views = lists.flat();
  if (stacks.length > 1) views.sort((a, b) => a.row.seq - b.row.seq);
  return { StackEvents: views.map(shown) };
}

function shown({ row, stack }: EventView): ValueMap {
  return {
    EventId: row.id,
    LogicalResourceId: row.resourceName,
    PhysicalResourceId: row.physicalId ?? '',
    ResourceProperties: stringify(row.properties),
    ResourceStatusReason: row.reason,
    ResourceType: row.resourceType,
    StackId: stackArn(stack),
    StackName: stack.name,
    Timestamp: isoTime(row.createdAt),
    ResourceStatus: stateOf(row),
  };
}
