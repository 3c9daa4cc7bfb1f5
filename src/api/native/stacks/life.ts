/** Making, changing and ending stacks. */

import { eachInTurn } from '../../../store/pace.ts';
import { isMap } from '../../../template/value.ts';
import { badRequest } from '../queries.ts';
import type { Answer, Call, StackCall } from '../route.ts';
import { wireResource } from '../views/resource-view.ts';
import { previewedStack } from '../views/stack-view.ts';
import { changesNothing, type RequestKind, readStackRequest } from './stack-request.ts';

export async function createStack(call: Call): Promise<Answer> {
  const request = await readStackRequest(call, 'create');
  const { projectId, stackName, stackId } = await call.orchestrator.create(call.caller, request);
  const href = call.links.stack({ projectId, name: stackName, id: stackId });
  return { body: { stack: { id: stackId, links: [{ href, rel: 'self' }] } }, location: href, stackId };
}

export async function previewStack(call: Call): Promise<Answer> {
  const request = await readStackRequest(call, 'create');
  const { view, resources, plan } = await call.orchestrator.previewCreate(call.caller, request);
  return { body: { stack: await previewedStack(view, resources, call.links), ...planned(call, plan) } };
}

export async function updateStack(call: StackCall): Promise<Answer> {
  await call.orchestrator.update(call.caller, call.stack, await readStackRequest(call, 'update'));
  return {};
}

/** Changes only what the request names. */
export async function patchStack(call: StackCall): Promise<Answer> {
  const request = await readStackRequest(call, 'patch');
  call.enforce(changesNothing(request, call.body ?? {}) ? 'stacks:update_no_change' : 'stacks:update_patch');
  await call.orchestrator.update(call.caller, call.stack, request);
  return {};
}

export const previewUpdate = (call: StackCall): Promise<Answer> => preview(call, 'update');
export const previewPatch = (call: StackCall): Promise<Answer> => preview(call, 'patch');

async function preview(call: StackCall, kind: RequestKind): Promise<Answer> {
  const request = await readStackRequest(call, kind);
  request.showNested = call.query.boolean('show_nested') ?? false;
  const { plan, ...changes } = await call.orchestrator.previewUpdate(call.caller, call.stack, request);
  const lists: Record<string, unknown[]> = {};
  for (const [fate, resources] of Object.entries(changes))
    lists[fate] = await eachInTurn(resources, (resource) =>
      wireResource(resource, { detail: true, properties: false }),
    );
  return { body: { resource_changes: lists, ...planned(call, plan) } };
}

/** Beyond Heat: `?with_plan=true` adds the plan itself, with the reason of every step. */
function planned(call: Call, plan: unknown): { plan?: unknown } {
  return call.query.boolean('with_plan') ? { plan } : {};
}

export async function deleteStack({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  await orchestrator.delete(caller, stack);
  return {};
}

export async function abandonStack({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  return { body: await orchestrator.abandon(caller, stack) };
}

export async function exportStack({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  return { body: await orchestrator.export(caller, stack) };
}

const ACTIONS = ['suspend', 'resume', 'check', 'cancel_update', 'cancel_without_rollback'];

/** The body's one key names the action; each has a rule of its own. */
export async function actOnStack(call: StackCall): Promise<Answer> {
  const names = Object.keys(call.body ?? {});
  const [action] = names;
  if (action === undefined) throw badRequest('No action specified');
  if (names.length > 1) throw badRequest('Multiple actions specified');
  if (!ACTIONS.includes(action)) throw badRequest(`Invalid action ${action} specified`);
  call.enforce(`actions:${action}`);
  await call.orchestrator.act(call.caller, call.stack, action);
  return { body: null };
}

export async function validateTemplate(call: Call): Promise<Answer> {
  const request = await readStackRequest(call, 'validate');
  request.showNested = call.query.boolean('show_nested') ?? false;
  const ignoreErrors = call.query.one('ignore_errors')?.split(',') ?? [];
  const { answer } = await call.orchestrator.validate(call.caller, request, { ignoreErrors });
  if (isMap(answer) && Object.hasOwn(answer, 'Error')) throw badRequest(String(answer.Error));
  return { body: answer };
}
