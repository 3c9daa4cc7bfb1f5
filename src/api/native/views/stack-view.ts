/** Stacks as the API shows them: in lists, whole, and as planned. */

import type { PlannedResource, StackView } from '../../../engine/orchestrator.ts';
import { eachInTurn } from '../../../store/pace.ts';
import type { StackRow } from '../../../store/rows.ts';
import type { Link, Links } from '../links.ts';
import { wireResource } from './resource-view.ts';
import { isoTime } from './times.ts';

export function stackLinks(row: StackRow, links: Links): Link[] {
  return [{ href: links.stack(row), rel: 'self' }];
}

/** An entry of a list. `withProject`: for admins, who see more than one. */
export function listedStack(row: StackRow, links: Links, withProject: boolean): Record<string, unknown> {
  return {
    id: row.id,
    links: stackLinks(row, links),
    ...(withProject ? { project: row.projectId } : {}),
    stack_name: row.name,
    description: row.description,
    stack_status: `${row.action}_${row.status}`,
    stack_status_reason: row.reason,
    creation_time: isoTime(row.createdAt),
    updated_time: isoTime(row.updatedAt),
    deletion_time: isoTime(row.deletedAt),
    stack_owner: row.ownerUserName,
    parent: row.parentId,
    stack_user_project_id: row.stackUserProjectId,
    tags: row.tags.length === 0 ? null : row.tags,
  };
}

export function shownStack(view: StackView, links: Links): Record<string, unknown> {
  const { row } = view;
  const over = row.action === 'DELETE' && row.status === 'COMPLETE';
  return {
    ...plannedStack(view, links),
    stack_status: `${row.action}_${row.status}`,
    stack_status_reason: row.reason,
    ...(view.outputs === undefined || over ? {} : { outputs: view.outputs.map(shownOutput) }),
  };
}

/** What is known of a stack before it is there. */
export function plannedStack(view: StackView, links: Links): Record<string, unknown> {
  const { row } = view;
  return {
    id: row.id,
    links: stackLinks(row, links),
    stack_name: row.name,
    creation_time: isoTime(row.createdAt),
    updated_time: isoTime(row.updatedAt),
    deletion_time: isoTime(row.deletedAt),
    notification_topics: view.notificationTopics,
    parameters: view.parameters,
    description: view.templateDescription,
    template_description: view.templateDescription,
    capabilities: view.capabilities,
    disable_rollback: row.disableRollback,
    timeout_mins: row.timeoutMins,
    stack_owner: row.ownerUserName,
    parent: row.parentId,
    stack_user_project_id: row.stackUserProjectId,
    tags: row.tags,
  };
}

export async function previewedStack(
  view: StackView,
  resources: PlannedResource[],
  links: Links,
): Promise<Record<string, unknown>> {
  const outputs = view.outputs?.map(shownOutput);
  return {
    ...plannedStack(view, links),
    ...(outputs === undefined ? {} : { outputs }),
    resources: await eachInTurn(resources, plannedResource),
  };
}

function plannedResource(resource: PlannedResource): unknown {
  if (Array.isArray(resource)) return resource.map(plannedResource);
  return wireResource(resource, { detail: true, properties: true });
}

export function shownOutput(output: { key: string; description: string; value: unknown; error?: string }): unknown {
  return {
    output_key: output.key,
    description: output.description,
    ...(output.error === undefined ? {} : { output_error: output.error }),
    output_value: output.value ?? null,
  };
}
