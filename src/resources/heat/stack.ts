/** A stack driven through an orchestration service: of this cloud, of another region, or of another cloud. */
import { HeatError } from '../../errors.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { nestedNetworks } from '../neutron/nested-network.ts';
import { ownType } from '../own-type.ts';
import { inError } from '../status.ts';
import { snapshotName, takeOnce } from '../taking.ts';
import { flag, integer, lives, map, preset, required, since, text, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';
import { cloudElsewhere, contentElsewhere, validateElsewhere } from './stack-elsewhere.ts';

interface RemoteStack {
  id: string;
  stack_name: string;
  stack_status: string;
  stack_status_reason: string;
  outputs?: { output_key: string; output_value: Value }[];
}

const SNAPSHOT = 'snapshot_id';

export const stack = ownType({
  name: 'OS::Heat::Stack',
  className: 'RemoteStack',
  description: 'A stack in this cloud, another region or another cloud, driven through its orchestration service.',
  properties: {
    context: map('Where the stack is to be.', update, {
      ca_cert: text('Certificates to trust for the other cloud, in PEM.', update, since('12.0.0')),
      credential_secret_id: text(
        'Secret in the key manager with the credentials for another cloud.',
        update,
        since('12.0.0'),
      ),
      insecure: flag("Whether the other cloud's certificate goes unchecked.", preset(false), update, since('12.0.0')),
      region_name: text('Region of the orchestration service.'),
    }),
    parameters: map('Parameters of the stack.', preset({}), update),
    template: text('Template of the stack, as text.', required, update),
    timeout: integer('Minutes that its create may take.', update),
  },
  attributes: {
    outputs: map('Its outputs.', lives),
    stack_name: text('Its name.'),
  },
  service: 'orchestration',
  wishedDependencies: nestedNetworks,
  replaceOn({ changed, before, after }) {
    const region = (context: Value | undefined) => (isMap(context) ? (context.region_name ?? null) : null);
    return changed.includes('context') && region(before.context) !== region(after.context);
  },
  validate: validateElsewhere,
  async create(op) {
    const cloud = await cloudOf(op);
    const { body } = await cloud.request<{ stack: { id: string } }>('orchestration', {
      path: '/stacks',
      body: { stack_name: op.physicalName, disable_rollback: true, ...(await definition(op)) },
    });
    return body.stack.id;
  },
  created: (op) => isOver(op, 'CREATE'),
  // Names of stacks are unique in their project.
  async find(op) {
    const found = await read(op, op.physicalName);
    return found?.id ?? null;
  },
  async update(op) {
    const path = await address(op);
    const body = { disable_rollback: op.stack.disableRollback, ...(await definition(op)) };
    await (await cloudOf(op)).request('orchestration', { method: 'PUT', path, body, repeatable: false });
  },
  updated: (op) => isOver(op, 'UPDATE'),
  async delete(op) {
    if (op.physicalId === null) return;
    const path = await address(op).catch((error: unknown) => absent(error));
    if (path !== null) await unlessGone((await cloudOf(op)).request('orchestration', { method: 'DELETE', path }));
  },
  async deleted(op) {
    if (op.physicalId === null) return true;
    const found = await read(op, op.physicalId);
    return found === null || over(found, 'DELETE');
  },
  check: (op) => act(op, { check: null }),
  checked: (op) => isOver(op, 'CHECK'),
  suspend: (op) => act(op, { suspend: null }),
  suspended: (op) => isOver(op, 'SUSPEND'),
  resume: (op) => act(op, { resume: null }),
  resumed: (op) => isOver(op, 'RESUME'),
  async snapshot(op, taking) {
    const cloud = await cloudOf(op);
    const path = at`${await address(op)}/snapshots`;
    const name = snapshotName(op, taking.marker);
    const id = await takeOnce(
      taking,
      async () => (await cloud.request<{ id: string }>('orchestration', { path, body: { name } })).body.id,
      async () => {
        const { body } = await cloud.request<{ snapshots: { id: string; name: string }[] }>('orchestration', { path });
        return body.snapshots.find((snapshot) => snapshot.name === name)?.id ?? null;
      },
    );
    op.setData(SNAPSHOT, id);
  },
  snapshotted: (op) => isOver(op, 'SNAPSHOT'),
  async attribute(op, name) {
    const found = op.physicalId === null ? null : await read(op, op.physicalId);
    if (found === null) return null;
    if (name === 'stack_name') return found.stack_name ?? op.physicalName;
    if (name === 'outputs') {
      return Object.fromEntries(
        (found.outputs ?? []).map(({ output_key, output_value }) => [output_key, output_value]),
      );
    }
    return found as unknown as ValueMap;
  },
});

function absent(error: unknown): null {
  if (error instanceof HeatError && error.code === 'NotFound') return null;
  throw error;
}

function cloudOf(op: ResourceOperation): Promise<Cloud> {
  return cloudElsewhere(op.cloud, op.properties.context ?? null);
}

async function definition(op: ResourceOperation): Promise<ValueMap> {
  const { timeout } = op.properties;
  return { ...(await contentElsewhere(op)), ...(timeout == null ? {} : { timeout_mins: timeout }) };
}

async function read(op: ResourceOperation, identity: string): Promise<RemoteStack | null> {
  const cloud = await cloudOf(op);
  try {
    return await show(cloud, identity);
  } catch (error) {
    if (error instanceof CloudError && error.notFound) return null;
    throw error;
  }
}

/** By name or id the service answers with the way to the stack itself. */
async function show(cloud: Cloud, identity: string): Promise<RemoteStack> {
  const answer = await cloud.request<{ stack?: RemoteStack }>('orchestration', {
    path: at`/stacks/${identity}`,
  });
  if (answer.body?.stack !== undefined) return answer.body.stack;
  const path = pathAfter(answer.headers.location);
  const { body } = await cloud.request<{ stack: RemoteStack }>('orchestration', { path });
  return body.stack;
}

function pathAfter(location: string | string[] | undefined): string {
  const path = /\/stacks\/[^?]+/.exec(String(location ?? ''))?.[0];
  if (path === undefined) throw new HeatError('NotFound', 'The orchestration service did not say where the stack is.');
  return path;
}

/** `/stacks/{name}/{id}`. Throws NotFound. */
async function address(op: ResourceOperation): Promise<string> {
  const found = await read(op, op.physicalId ?? '');
  if (found === null) throw new HeatError('NotFound', `The stack ${op.physicalId} could not be found.`);
  return `/stacks/${encodeURIComponent(found.stack_name)}/${found.id}`;
}

async function act(op: ResourceOperation, action: ValueMap): Promise<void> {
  const path = at`${await address(op)}/actions`;
  await (await cloudOf(op)).request('orchestration', { path, body: action });
}

async function isOver(op: ResourceOperation, action: string): Promise<boolean> {
  const found = await read(op, op.physicalId ?? '');
  if (found === null) throw new HeatError('NotFound', `The stack ${op.physicalId} could not be found.`);
  return over(found, action);
}

function over({ stack_status: full, stack_status_reason: reason }: RemoteStack, action: string): boolean {
  if (!full.startsWith(`${action}_`)) return false;
  const status = full.slice(action.length + 1);
  if (status === 'COMPLETE') return true;
  if (status === 'FAILED') throw inError(full, reason);
  return false;
}
