/** What a stack is and was made of. */
import { HeatError } from '../../../errors.ts';
import type { StackRow } from '../../../store/rows.ts';
import type { Answer, Call, StackCall } from '../route.ts';
import { shownOutput, shownStack } from '../views/stack-view.ts';

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** A stack by its name or id alone: sent on to its full address, with the part of it that was asked for. */
export const lookUpStack =
  (part?: string) =>
  async (call: Call): Promise<Answer> => {
    const name = call.params.stack_name ?? call.params['*'] ?? '';
    const address = stackOfArn(name) ?? addressOf(await findByName(call, name));
    let location = call.links.stack(address, address.path);
    if (part !== undefined) location += `/${part}`;
    const query = call.query.text();
    return { location: query === '' ? location : `${location}?${query}` };
  };

/** A deleted stack is still found by its id. */
async function findByName({ caller, orchestrator }: Call, name: string): Promise<StackRow> {
  if (UUID.test(name)) {
    try {
      return await orchestrator.find(caller, { id: name }, { deleted: true });
    } catch (error) {
      if (!(error instanceof HeatError) || error.code !== 'EntityNotFound') throw error;
    }
  }
  return orchestrator.find(caller, { name });
}

interface Address {
  projectId: string;
  name: string;
  id: string;
  path: string;
}

function addressOf(row: StackRow): Address {
  return { projectId: row.projectId, name: row.name, id: row.id, path: '' };
}

/** `arn:openstack:heat::{project}:stacks/{name}/{id}{path}`; null when it is none. */
export function stackOfArn(text: string): Address | null {
  const fields = text.split(':');
  if (fields.length < 6 || fields[0]?.toLowerCase() !== 'arn') return null;
  if (fields[1] !== 'openstack' || fields[2] !== 'heat') return null;
  const [, name, id, path] = /^stacks\/([^/]+)\/([^/]+)(.*)$/.exec(fields.slice(5).join(':')) ?? [];
  if (name === undefined || id === undefined) return null;
  try {
    const [projectId, ...rest] = [fields[4] ?? '', name, id, path ?? ''].map(decodeURIComponent);
    return { projectId: projectId as string, name: rest[0] as string, id: rest[1] as string, path: rest[2] as string };
  } catch {
    return null;
  }
}

export async function showStack({ caller, orchestrator, stack, query, links }: StackCall): Promise<Answer> {
  const resolveOutputs = query.boolean('resolve_outputs') ?? true;
  return { body: { stack: shownStack(await orchestrator.show(caller, stack, { resolveOutputs }), links) } };
}

export async function showTemplate({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  return { body: await orchestrator.template(caller, stack) };
}

export async function showEnvironment({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  return { body: await orchestrator.environment(caller, stack) };
}

export async function showFiles({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  return { body: await orchestrator.files(caller, stack) };
}

export async function listOutputs({ caller, orchestrator, stack }: StackCall): Promise<Answer> {
  const outputs = await orchestrator.outputs(caller, stack);
  return { body: { outputs: outputs.map(({ key, description }) => ({ output_key: key, description })) } };
}

export async function showOutput({ caller, orchestrator, stack, params }: StackCall): Promise<Answer> {
  return { body: { output: shownOutput(await orchestrator.output(caller, stack, params.output_key ?? '')) } };
}
