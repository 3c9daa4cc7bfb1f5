/**
 * What waiting costs a busy cloud: the same objects made and deleted by a plain script (the floor) and by Hearth, one after the other, and many small stacks at once.
 *
 *   npm run bench:busy                                on a model of a busy cloud: 60 members, 20 small stacks
 *   npm run bench:busy -- --members 20 --speed 4      fewer, on a cloud four times as fast as the real one was
 *   npm run bench:busy -- --routes                    with Hearth's calls by route
 *   npm run bench:busy -- --same-cloud                on the cloud of OS_*, where Hearth's user is BENCH_SERVICE_*
 *   npm run bench:busy -- --same-cloud --against reference      and the Heat of the region `Reference` after them
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { Cloud } from '../../chaos/cloud.ts';
import { HeatClient } from '../client.ts';
import { type SharedCloud, serveHearth, sharedDevCloud } from '../hearth.ts';
import { stackName } from '../measure/stack-names.ts';
import { reference, referenceCloud } from '../reference.ts';
import type { Serving } from '../serving.ts';
import { type Calls, callsIn, minus, total } from './calls.ts';
import { Floor } from './floor.ts';
import { busyCloud } from './model.ts';
import { membersTemplate, SMALL } from './template.ts';

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '60' },
    stacks: { type: 'string', default: '20' },
    speed: { type: 'string', default: '1' },
    routes: { type: 'boolean', default: false },
    'same-cloud': { type: 'boolean', default: false },
    against: { type: 'string' },
    profile: { type: 'string' },
  },
});
const members = Number(values.members);
const stacks = Number(values.stacks);
const speed = Number(values.speed);
if (!(members >= 0 && stacks >= 0 && speed > 0)) throw new Error('--members, --stacks and --speed are numbers.');

interface Figures {
  seconds: number;
  calls: Calls | null;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'hearth-busy-'));
const model = values['same-cloud'] ? null : await Cloud.start(busyCloud(speed), join(folder, 'cloud.log'));
try {
  const shared: SharedCloud = model === null ? referenceCloud() : sharedDevCloud(model);
  const floor = members > 0 ? await measureFloor(shared) : null;
  const serving = await serveHearth({ database: 'sqlite', cloud: shared, profile: values.profile });
  try {
    await measureHeat(serving, floor);
  } finally {
    await serving.stop();
  }
  if (values.against === 'reference') await measureHeat(reference([]), floor);
} finally {
  await model?.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measureFloor({ user }: SharedCloud): Promise<Record<'create' | 'delete', Figures>> {
  const floor = await Floor.login(user, speed);
  try {
    const [made, create] = await timed(
      () => floor.create(members),
      async () => floor.calls,
    );
    tell('floor', `create ${members}`, create);
    const [, gone] = await timed(
      () => floor.delete(made),
      async () => floor.calls,
    );
    tell('floor', `delete ${members}`, gone);
    return { create, delete: gone };
  } finally {
    await floor.close();
  }
}

async function measureHeat(serving: Serving, floor: Record<'create' | 'delete', Figures> | null): Promise<void> {
  const client = await HeatClient.login(serving.login, serving.endpoint);
  const calls = () => callsOf(serving);
  const told = (what: string, figures: Figures, beside?: Figures) => tell(serving.name, what, figures, beside);
  const settled = ({ name, id }: { name: string; id: string }) => client.settled(name, id);
  try {
    if (floor !== null) {
      const { template, files } = membersTemplate(members);
      const name = stackName('members');
      await model?.forgetRequests();
      const [stack, create] = await timed(async () => {
        const one = { name, id: await client.create(name, template, files) };
        await settled(one);
        return one;
      }, calls);
      told(`create ${members}`, create, floor.create);
      await tellRoutes();
      const [, gone] = await timed(async () => {
        await client.delete(name, stack.id);
        await settled(stack);
      }, calls);
      told(`delete ${members}`, gone, floor.delete);
      await tellRoutes();
    }
    if (stacks > 0) {
      const names = Array.from({ length: stacks }, () => stackName('small'));
      const [made, create] = await timed(async () => {
        const all = await Promise.all(names.map(async (name) => ({ name, id: await client.create(name, SMALL) })));
        await Promise.all(all.map(settled));
        return all;
      }, calls);
      told(`${stacks} small stacks`, create);
      await tellRoutes();
      const [, gone] = await timed(async () => {
        await Promise.all(made.map(({ name, id }) => client.delete(name, id)));
        await Promise.all(made.map(settled));
      }, calls);
      told('their deletion', gone);
      await tellRoutes();
    }
  } finally {
    await client.close();
  }
}

async function timed<T>(work: () => Promise<T>, calls: () => Promise<Calls | null>): Promise<[T, Figures]> {
  const before = copy(await calls());
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  const after = await calls();
  return [result, { seconds, calls: before === null || after === null ? null : minus(after, before) }];
}

function copy(calls: Calls | null): Calls | null {
  return calls === null ? null : { ...calls };
}

/** None of an orchestrator that does not tell. */
async function callsOf({ endpoint }: Serving): Promise<Calls | null> {
  if (endpoint === undefined) return null;
  const { body } = await request(`${new URL(endpoint).origin}/metrics`);
  return callsIn(await body.text());
}

function tell(who: string, what: string, { seconds, calls }: Figures, beside?: Figures): void {
  const counted =
    calls === null
      ? ''
      : `${total(calls)} calls: ${calls.questions} questions, ${calls.changes} changes, ${calls.identity} of identity`;
  const ratio = (mine: number, floors: number) => `${(mine / floors).toFixed(2)} x`;
  const callRatio = calls === null || !beside?.calls ? '' : `, ${ratio(total(calls), total(beside.calls))} its calls`;
  const ratios = beside === undefined ? '' : `  ${ratio(seconds, beside.seconds)} the floor's time${callRatio}`;
  say(`${who.padEnd(18)} ${what.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s  ${counted}${ratios}`);
}

/** What the model was asked since the last time. */
async function tellRoutes(): Promise<void> {
  if (!values.routes || model === null) return;
  const routes = Object.entries(await model.routes()).sort(([, a], [, b]) => b - a);
  for (const [route, count] of routes) say(`${String(count).padStart(10)} ${route}`);
  await model.forgetRequests();
}
