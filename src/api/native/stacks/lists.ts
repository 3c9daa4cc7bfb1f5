/** Lists of stacks. */
import { eachInTurn } from '../../../store/pace.ts';
import type { StackFilter } from '../../../store/store.ts';
import type { Answer, Call } from '../route.ts';
import { listedStack } from '../views/stack-view.ts';
import { readStackFilter, readStackPage } from './stack-filters.ts';

export async function listStacks(call: Call): Promise<Answer> {
  const { caller, orchestrator, query, links, settings } = call;
  const everywhere = query.boolean('global_tenant') ?? false;
  if (everywhere) call.enforce('stacks:global_index');
  const filter: StackFilter = readStackFilter(query, settings.hiddenStackTags);
  if (!everywhere) filter.projectId = caller.projectId;
  const page = readStackPage(query);
  const views = await orchestrator.list(caller, filter, page);
  const stacks = await eachInTurn(views, ({ row }) => listedStack(row, links, everywhere || caller.isAdmin));
  const last = views.at(-1);
  const more = page.limit !== undefined && page.limit > 0 && views.length === page.limit && last !== undefined;
  const body: Record<string, unknown> = { stacks };
  if (more) body.links = [{ rel: 'next', href: `${call.url}?${query.text({ marker: last.row.id })}` }];
  if (query.boolean('with_count')) body.count = await orchestrator.count(caller, filter);
  return { body };
}

/** What Heat promises here is no more than a list has. */
export async function listStacksInDetail({ caller, orchestrator, links, settings }: Call): Promise<Answer> {
  const filter = { projectId: caller.projectId, hiddenTags: [...settings.hiddenStackTags] };
  const views = await orchestrator.list(caller, filter, { sortKeys: [{ key: 'createdAt', dir: 'desc' }] });
  return { body: { stacks: await eachInTurn(views, ({ row }) => listedStack(row, links, false)) } };
}
