/** Events as the API shows them: short in lists, whole when one is asked for. */
import type { EventView } from '../../../engine/orchestrator.ts';
import type { Link, Links, StackAddress } from '../links.ts';
import { isoTime } from './times.ts';

/** `root`: the stack whose tree was asked for, when it was a tree. */
export function listedEvent(view: EventView, links: Links, root: StackAddress | null): Record<string, unknown> {
  const { row, stack } = view;
  const eventLinks: Link[] = [
    { href: links.event(stack, row.resourceName, row.id), rel: 'self' },
    { href: links.resource(stack, row.resourceName), rel: 'resource' },
    { href: links.stack(stack), rel: 'stack' },
    ...(root === null ? [] : [{ href: links.stack(root), rel: 'root_stack' }]),
  ];
  return {
    id: row.id,
    links: eventLinks,
    event_time: isoTime(row.createdAt),
    logical_resource_id: row.resourceName,
    resource_name: row.resourceName,
    physical_resource_id: row.physicalId,
    resource_status: `${row.action}_${row.status}`,
    resource_status_reason: row.reason,
  };
}

export function shownEvent(view: EventView, links: Links): Record<string, unknown> {
  return {
    ...listedEvent(view, links, null),
    resource_type: view.row.resourceType,
    resource_properties: view.row.properties,
  };
}
