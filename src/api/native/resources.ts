/** Resources of a stack. */
import { eachInTurn } from '../../store/pace.ts';
import { badRequest, readBoolean } from './queries.ts';
import type { Answer, StackCall } from './route.ts';
import { splitStates } from './stacks/stack-filters.ts';
import { malformed } from './stacks/stack-request.ts';
import { shownResource } from './views/resource-view.ts';

const FILTERS = ['type', 'status', 'name', 'action', 'id', 'physical_resource_id'];
const OPTIONS = ['nested_depth', 'with_detail'];

export async function listResources(call: StackCall): Promise<Answer> {
  const { caller, orchestrator, stack, query, links } = call;
  const unknown = query.names().filter((name) => !FILTERS.includes(name) && !OPTIONS.includes(name));
  if (unknown.length > 0)
    throw badRequest(`Invalid filter parameters [${unknown.map((name) => `'${name}'`).join(', ')}]`);
  const nestedDepth = query.integer('nested_depth') ?? 0;
  const detail = query.boolean('with_detail') ?? false;
  const filter: Record<string, string[]> = {};
  for (const name of FILTERS) {
    const values = query.all(name);
    if (values.length > 0) filter[name] = values;
  }
  const views = await orchestrator.resources(caller, stack, {
    nestedDepth,
    filter: { ...filter, ...splitStates(filter) },
    withAttributes: detail,
  });
  return { body: { resources: await eachInTurn(views, (view) => shownResource(view, links, { detail })) } };
}

export async function showResource(call: StackCall): Promise<Answer> {
  const { caller, orchestrator, stack, params, query, links } = call;
  const asked = query.all('with_attr');
  const view = await orchestrator.resource(caller, stack, params.resource_name ?? '', {
    withAttributes: asked.length > 0 ? asked : true,
  });
  return { body: { resource: shownResource(view, links, { detail: true }) } };
}

export async function showMetadata({ caller, orchestrator, stack, params }: StackCall): Promise<Answer> {
  return { body: { metadata: await orchestrator.metadata(caller, stack, params.resource_name ?? '') } };
}

export async function signalResource({ caller, orchestrator, stack, params, body }: StackCall): Promise<Answer> {
  await orchestrator.signal(caller, stack, params.resource_name ?? '', body);
  return { body: null };
}

export async function markUnhealthy({ caller, orchestrator, stack, params, body }: StackCall): Promise<Answer> {
  if (body === null) throw malformed();
  const { mark_unhealthy: mark, resource_status_reason: reason, ...others } = body;
  const unknown = Object.keys(others);
  if (unknown.length > 0) {
    throw badRequest(`Invalid keys in resource mark unhealthy {${unknown.map((key) => `'${key}'`).join(', ')}}`);
  }
  if (mark === undefined) throw badRequest('Missing mandatory (mark_unhealthy) key from mark unhealthy request');
  const unhealthy = readBoolean('mark_unhealthy', mark);
  const said = reason === undefined || reason === null ? '' : String(reason);
  await orchestrator.markUnhealthy(caller, stack, params.resource_name ?? '', unhealthy, said);
  return { body: null };
}
