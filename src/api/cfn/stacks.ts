/** Actions on stacks as a whole. */
import type { StackRequest, StackView } from '../../engine/orchestrator.ts';
import type { StackRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import { isoTime } from '../native/views/times.ts';
import { type ActionCall, findStack } from './action.ts';
import { stackArn } from './arn.ts';
import { AwsError } from './faults.ts';
import { requireTemplate } from './templates.ts';

export async function listStacks({ caller, orchestrator, parameters, settings }: ActionCall): Promise<ValueMap> {
  const views = await orchestrator.list(
    caller,
    { projectId: caller.projectId, hiddenTags: [...settings.hiddenStackTags] },
    {},
  );
  const wanted = parameters.texts('StackStatusFilter');
  const shown = views.filter(({ row }) => wanted.length === 0 || wanted.includes(stateOf(row)));
  return { StackSummaries: shown.map(({ row, templateDescription }) => summary(row, templateDescription)) };
}

function summary(row: StackRow, description: string): ValueMap {
  return {
    CreationTime: isoTime(row.createdAt),
    LastUpdatedTime: isoTime(row.updatedAt),
    StackId: stackArn(row),
    StackName: row.name,
    StackStatusReason: row.reason,
    TemplateDescription: description,
    StackStatus: stateOf(row),
    DeletionTime: isoTime(row.deletedAt),
  };
}

export async function describeStacks(call: ActionCall): Promise<ValueMap> {
  const { caller, orchestrator, parameters } = call;
  const name = parameters.get('StackName');
  const rows =
    name === undefined
      ? (await orchestrator.list(caller, { projectId: caller.projectId }, {})).map(({ row }) => row)
      : [await findStack(call, name, { deleted: true })];
  const views = await Promise.all(rows.map((row) => orchestrator.show(caller, row, { resolveOutputs: true })));
  return { Stacks: views.map(described) };
}

function described(view: StackView): ValueMap {
  const { row } = view;
  return {
    Capabilities: view.capabilities,
    CreationTime: isoTime(row.createdAt),
    Description: view.templateDescription,
    DisableRollback: row.disableRollback,
    NotificationARNs: view.notificationTopics,
    Parameters: Object.entries(view.parameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value })),
    StackId: stackArn(row),
    StackName: row.name,
    StackStatusReason: row.reason,
    TimeoutInMinutes: row.timeoutMins,
    ...(row.updatedAt === null ? {} : { LastUpdatedTime: isoTime(row.updatedAt) }),
    StackStatus: stateOf(row),
    Outputs: (view.outputs ?? []).map(({ key, description, value }) => ({
      Description: description,
      OutputKey: key,
      OutputValue: value,
    })),
  };
}

export function stateOf({ action, status }: { action: string; status: string }): string {
  return `${action}_${status}`;
}

export async function createStack(call: ActionCall): Promise<ValueMap> {
  const stackName = call.parameters.require('StackName');
  const made = await call.orchestrator.create(call.caller, { ...(await readRequest(call)), stackName });
  return { StackId: stackArn({ projectId: made.projectId, name: made.stackName, id: made.stackId }) };
}

export async function updateStack(call: ActionCall): Promise<ValueMap> {
  const request = await readRequest(call);
  const stack = await findStack(call, call.parameters.require('StackName'));
  await call.orchestrator.update(call.caller, stack, request);
  return { StackId: stackArn(stack) };
}

async function readRequest(call: ActionCall): Promise<StackRequest> {
  const { parameters } = call;
  const request: StackRequest = {
    template: await requireTemplate(call),
    parameters: parameters.pairs('Parameters', 'ParameterKey', 'ParameterValue'),
    files: {},
  };
  const timeout = parameters.integer('TimeoutInMinutes');
  if (timeout !== undefined && timeout > 0) request.timeoutMins = timeout;
  const disableRollback = parameters.boolean('DisableRollback') ?? onFailure(parameters.get('OnFailure'));
  if (disableRollback !== undefined) request.disableRollback = disableRollback;
  return request;
}

/** Whether rollback is off. @throws InvalidParameterValue */
function onFailure(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  const off = new Map([
    ['DO_NOTHING', true],
    ['ROLLBACK', false],
    ['DELETE', false],
  ]).get(value);
  if (off === undefined) throw new AwsError('InvalidParameterValue', `OnFailure: ${value}`);
  return off;
}

export async function deleteStack(call: ActionCall): Promise<string> {
  const stack = await findStack(call, call.parameters.require('StackName'));
  await call.orchestrator.delete(call.caller, stack);
  return '';
}

export async function cancelUpdate(call: ActionCall): Promise<ValueMap> {
  const stack = await findStack(call, call.parameters.require('StackName'));
  await call.orchestrator.act(call.caller, stack, 'cancel_update');
  return {};
}
