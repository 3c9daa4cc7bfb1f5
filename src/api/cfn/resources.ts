/** Actions on a stack's resources. */
import type { ResourceView } from '../../engine/orchestrator.ts';
import type { StackRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import { isoTime } from '../native/views/times.ts';
import { type ActionCall, findStack } from './action.ts';
import { stackArn } from './arn.ts';
import { AwsError } from './faults.ts';
import { stateOf } from './stacks.ts';

function common({ row, type }: ResourceView): ValueMap {
  return {
    LogicalResourceId: row.name,
    PhysicalResourceId: row.physicalId ?? '',
    ResourceStatus: stateOf(row),
    ResourceStatusReason: row.reason,
    ResourceType: type,
  };
}

const changedAt = ({ row }: ResourceView) => isoTime(row.updatedAt ?? row.createdAt);
const inStack = ({ stack }: ResourceView): ValueMap => ({ StackId: stackArn(stack), StackName: stack.name });

/** What tools within a server read their metadata by. */
export async function describeResource(call: ActionCall): Promise<ValueMap> {
  const stack = await findStack(call, call.parameters.require('StackName'));
  const name = call.parameters.get('LogicalResourceId') ?? '';
  const view = await call.orchestrator.resource(call.caller, stack, name, { withAttributes: false });
  return {
    StackResourceDetail: {
      Description: view.description,
      LastUpdatedTimestamp: changedAt(view),
      Metadata: view.row.metadata,
      ...inStack(view),
      ...common(view),
    },
  };
}

export async function describeResources(call: ActionCall): Promise<ValueMap> {
  const { caller, orchestrator, parameters } = call;
  const stack = await stackMeant(call);
  const name = parameters.get('LogicalResourceId');
  const views = await orchestrator.resources(caller, stack, {
    nestedDepth: 0,
    ...(name === undefined ? {} : { filter: { name: [name] } }),
  });
  return {
    StackResources: views.map((view) => ({
      Description: view.description,
      Timestamp: changedAt(view),
      ...inStack(view),
      ...common(view),
    })),
  };
}

/** The stack that is named, or the one in which an object of the cloud is a resource. @throws MissingParameter, EntityNotFound */
async function stackMeant(call: ActionCall): Promise<StackRow> {
  const { caller, orchestrator, parameters } = call;
  const name = parameters.get('StackName');
  if (name !== undefined) return findStack(call, name);
  const physicalId = parameters.get('PhysicalResourceId');
  if (physicalId === undefined) throw new AwsError('MissingParameter', 'StackName or PhysicalResourceId');
  const filter = { physical_resource_id: [physicalId] };
  for (const { row } of await orchestrator.list(caller, { projectId: caller.projectId, showNested: true }, {})) {
    const found = await orchestrator.resources(caller, row, { nestedDepth: 0, filter });
    if (found.length > 0) return row;
  }
  throw new AwsError('InvalidParameterValue', `The Resource (${physicalId}) could not be found.`);
}

export async function listResources(call: ActionCall): Promise<ValueMap> {
  const stack = await findStack(call, call.parameters.require('StackName'));
  const views = await call.orchestrator.resources(call.caller, stack, { nestedDepth: 0 });
  return {
    StackResourceSummaries: views.map((view) => ({ LastUpdatedTimestamp: changedAt(view), ...common(view) })),
  };
}

/** Amazon's way of signalling, with the details in the form that wait condition handles of its kind take. */
export async function signalResource(call: ActionCall): Promise<string> {
  const { caller, orchestrator, parameters } = call;
  const stack = await findStack(call, parameters.require('StackName'));
  const Status = parameters.require('Status');
  if (Status !== 'SUCCESS' && Status !== 'FAILURE') throw new AwsError('InvalidParameterValue', `Status: ${Status}`);
  const UniqueId = parameters.require('UniqueId');
  const details = { Status, UniqueId, Reason: `Signal ${UniqueId} received`, Data: '' };
  await orchestrator.signal(caller, stack, parameters.require('LogicalResourceId'), details);
  return '';
}
