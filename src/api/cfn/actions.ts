/** The actions of the CloudFormation API: everything that a request's `Action` may be. */
import type { Action } from './action.ts';
import { describeEvents } from './events.ts';
import { describeResource, describeResources, listResources, signalResource } from './resources.ts';
import { cancelUpdate, createStack, deleteStack, describeStacks, listStacks, updateStack } from './stacks.ts';
import { estimateCost, getTemplate, validateTemplate } from './templates.ts';

const STACK = ['StackName'];
const ROLLBACK = [['DisableRollback', 'OnFailure']] as const;

// biome-ignore format: a table
export const ACTIONS: Readonly<Record<string, Action>> = {
  CancelUpdateStack: { policy: 'cloudformation:CancelUpdateStack', changes: true, requires: STACK, handler: cancelUpdate },
  CreateStack: { policy: 'cloudformation:CreateStack', changes: true, requires: STACK, exclusive: ROLLBACK, handler: createStack },
  DeleteStack: { policy: 'cloudformation:DeleteStack', changes: true, requires: STACK, handler: deleteStack },
  DescribeStackEvents: { policy: 'cloudformation:DescribeStackEvents', handler: describeEvents },
  DescribeStackResource: { policy: 'cloudformation:DescribeStackResource', requires: STACK, handler: describeResource },
  DescribeStackResources: { policy: 'cloudformation:DescribeStackResources', exclusive: [['StackName', 'PhysicalResourceId']], handler: describeResources },
  DescribeStacks: { policy: 'cloudformation:DescribeStacks', handler: describeStacks },
  EstimateTemplateCost: { policy: 'cloudformation:EstimateTemplateCost', handler: estimateCost },
  GetTemplate: { policy: 'cloudformation:GetTemplate', requires: STACK, handler: getTemplate },
  ListStackResources: { policy: 'cloudformation:ListStackResources', requires: STACK, handler: listResources },
  ListStacks: { policy: 'cloudformation:ListStacks', handler: listStacks },
  // Amazon has it, Heat has not; who may is the rule of the native API's signal.
  SignalResource: { policy: 'resource:signal', changes: true, requires: ['StackName', 'LogicalResourceId', 'UniqueId', 'Status'], handler: signalResource },
  UpdateStack: { policy: 'cloudformation:UpdateStack', changes: true, requires: STACK, exclusive: ROLLBACK, handler: updateStack },
  ValidateTemplate: { policy: 'cloudformation:ValidateTemplate', handler: validateTemplate },
};
