/** Events of a stack, of a tree of stacks, or of one resource. */
import { HeatError } from '../../errors.ts';
import { eachInTurn } from '../../store/pace.ts';
import type { EventFilter, Page } from '../../store/store.ts';
import type { Query } from './queries.ts';
import type { Answer, StackCall } from './route.ts';
import { readSortDir, splitStates } from './stacks/stack-filters.ts';
import { listedEvent, shownEvent } from './views/event-view.ts';

export async function listEvents(call: StackCall): Promise<Answer> {
  const { caller, orchestrator, stack, query, links } = call;
  const resource = call.params.resource_name;
  const nestedDepth = query.integer('nested_depth') ?? 0;
  const page: Page = { limit: query.integer('limit'), marker: query.one('marker') };
  const names = resource === undefined ? query.all('resource_name') : [resource];
  const filter = readFilter(query);
  if (names.length > 0) filter.resourceName = names;
  const views = await orchestrator.events(caller, stack, filter, page, { nestedDepth });
  if (views.length === 0 && resource !== undefined) {
    throw new HeatError('HTTPNotFound', `No events found for resource ${resource}`);
  }
  const root = nestedDepth > 0 ? stack : null;
  return { body: { events: await eachInTurn(views, (view) => listedEvent(view, links, root)) } };
}

const SORT_KEYS = ['event_time', 'resource_type'];

/** Newest first, unless an order is asked for. Unknown keys are passed over, as Heat does. */
function readFilter(query: Query): EventFilter {
  const keys = query.all('sort_keys').filter((key) => SORT_KEYS.includes(key));
  const filter: EventFilter = { sortDir: readSortDir(query) ?? (keys.length > 0 ? 'asc' : 'desc') };
  if (keys[0] === 'resource_type') filter.sortByType = true;
  const [action, status, type] = ['resource_action', 'resource_status', 'resource_type'].map((name) => query.all(name));
  if (action?.length) filter.action = action;
  if (status?.length) filter.status = status;
  if (type?.length) filter.type = type;
  return { ...filter, ...splitStates(filter) };
}

export async function showEvent({ caller, orchestrator, stack, params, links }: StackCall): Promise<Answer> {
  const filter = { resourceName: [params.resource_name ?? ''], id: params.event_id };
  const [view] = await orchestrator.events(caller, stack, filter, {}, { nestedDepth: 0 });
  if (view === undefined) throw new HeatError('HTTPNotFound', `No event ${params.event_id} found`);
  return { body: { event: shownEvent(view, links) } };
}
