/**
 * Resources, in two forms. The shown form is what the resource routes answer. The wire form is what Heat's engine would have
 * sent to its API: previews hand it on as it is, so it has identities where the shown form has links.
 */
import type { ResourceView } from '../../../engine/orchestrator.ts';
import type { Link, Links, StackAddress } from '../links.ts';
import { isoTime } from './times.ts';

export function shownResource(view: ResourceView, links: Links, options: { detail: boolean }): Record<string, unknown> {
  const { row } = view;
  return {
    ...common(view),
    logical_resource_id: row.name,
    resource_status: `${row.action}_${row.status}`,
    links: resourceLinks(view, links),
    ...(view.parentResource === null ? {} : { parent_resource: view.parentResource }),
    ...(options.detail ? { description: view.description } : {}),
    ...(options.detail && view.attributes !== undefined ? { attributes: view.attributes } : {}),
  };
}

export function wireResource(
  view: ResourceView,
  options: { detail: boolean; properties: boolean },
): Record<string, unknown> {
  const { row, stack } = view;
  return {
    ...common(view),
    // Not made yet: it has no times.
    ...(row.id === '' ? { creation_time: null, updated_time: null } : {}),
    resource_action: row.action,
    resource_status: row.status,
    resource_identity: identity(stack, `/resources/${row.name}`),
    stack_identity: identity(stack),
    stack_name: stack.name,
    ...(row.nestedStackId === null ? {} : { nested_stack_id: identity(nestedAddress(view, row.nestedStackId)) }),
    ...(view.parentResource === null ? {} : { parent_resource: view.parentResource }),
    ...(options.detail
      ? { description: view.description, metadata: row.metadata, attributes: view.attributes ?? {} }
      : {}),
    ...(options.properties ? { properties: row.pending ?? row.properties ?? {} } : {}),
  };
}

function common({ row, type, requiredBy }: ResourceView): Record<string, unknown> {
  return {
    resource_name: row.name,
    resource_type: type,
    physical_resource_id: row.physicalId ?? '',
    resource_status_reason: row.reason,
    required_by: requiredBy,
    creation_time: isoTime(row.createdAt),
    updated_time: isoTime(row.updatedAt ?? row.createdAt),
  };
}

function resourceLinks(view: ResourceView, links: Links): Link[] {
  const { row, stack } = view;
  return [
    { href: links.resource(stack, row.name), rel: 'self' },
    { href: links.stack(stack), rel: 'stack' },
    ...(row.nestedStackId === null
      ? []
      : [{ href: links.stack(nestedAddress(view, row.nestedStackId)), rel: 'nested' }]),
  ];
}

/** A nested stack bears the physical name of the resource that owns it. */
function nestedAddress({ row, stack }: ResourceView, id: string): StackAddress {
  return { projectId: stack.projectId, name: row.physicalName, id };
}

function identity(stack: StackAddress, path = ''): Record<string, string> {
  return { tenant: stack.projectId, stack_name: stack.name, stack_id: stack.id, path };
}
