/** Plans go all the way down: what is shown of the members of groups and nested stacks is what becomes of them. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planLines } from '../../src/cli/plan/plan-lines.ts';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import type { StackRequest } from '../../src/engine/orchestrator.ts';
import type { Decision, Fate, Plan } from '../../src/plan/plan.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import type { Catalogue } from '../../src/resources/type.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';
import { fakeCatalogue } from './fakes.ts';
import { House, template, thing } from './house.ts';

/** The tests' own types, with groups beside them. */
async function open(): Promise<{ house: House; deviations: unknown[] }> {
  const types: { fakes?: Catalogue } = {};
  const both: Catalogue = {
    get: (name) => types.fakes?.get(name) ?? catalogue.get(name),
    names: () => [...(types.fakes?.names() ?? []), ...catalogue.names()],
  };
  const deviations: unknown[] = [];
  const house = await House.open(
    {},
    {
      catalogue: both,
      registry: baseRegistry(both),
      templateType,
      observer: { deviation: (about) => void deviations.push(about) },
    },
  );
  types.fakes = fakeCatalogue(house.fake);
  return { house, deviations };
}

const group = (definition: ValueMap, more: ValueMap = {}, policy: ValueMap = {}): ValueMap => ({
  type: 'OS::Heat::ResourceGroup',
  properties: { count: 2, resource_def: definition, ...more },
  ...policy,
});

/** By the way to each resource. */
function shown(plan: Plan, way = ''): Map<string, Decision> {
  const found = new Map<string, Decision>();
  for (const { kind, resource, decision, nested } of plan.steps) {
    if (kind === 'delete' && decision.reason.why === 'replaced') continue;
    found.set(`${way}${resource}`, decision);
    if (nested !== undefined) for (const [path, one] of shown(nested, `${way}${resource}/`)) found.set(path, one);
  }
  return found;
}

const fates = (plan: Plan): Record<string, Fate> =>
  Object.fromEntries([...shown(plan)].map(([path, { fate }]) => [path, fate]));

let house: House;
let deviations: unknown[];
beforeEach(async () => {
  ({ house, deviations } = await open());
});
afterEach(async () => {
  await house.close();
  expect(deviations).toEqual([]);
});

const files = { 'node.yaml': node() };
function node(
  inner: ValueMap = thing({ live: { get_param: 'live' }, fixed: { get_param: 'fixed' } }),
  more: ValueMap = {},
) {
  return JSON.stringify(
    template(
      { inner },
      { parameters: { live: { type: 'string', default: 'l' }, fixed: { type: 'string', default: 'f' } }, ...more },
    ),
  );
}

async function made(resources: ValueMap, more: Partial<StackRequest> = {}): Promise<string> {
  const id = await house.create(resources, { files, ...more });
  expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  return id;
}
const preview = async (id: string, resources: ValueMap, more: Partial<StackRequest> = {}) =>
  house.orchestrator.previewUpdate(house.caller(), await house.stack(id), {
    template: template(resources),
    files,
    ...more,
  });

interface There {
  rowId: string;
  stackId: string;
}
/** All resources of a stack and of those nested in it. */
async function tree(id: string, way = ''): Promise<Map<string, There>> {
  const found = new Map<string, There>();
  for (const row of await house.store.resources(id)) {
    found.set(`${way}${row.name}`, { rowId: row.id, stackId: id });
    if (row.nestedStackId === null) continue;
    for (const [path, one] of await tree(row.nestedStackId, `${way}${row.name}/`)) found.set(path, one);
  }
  return found;
}

/** What became of each resource. */
async function became(id: string, act: () => Promise<void>): Promise<Map<string, Fate>> {
  const before = await tree(id);
  const since = Date.now();
  await act();
  const after = await tree(id);
  const result = new Map<string, Fate>();
  for (const path of before.keys()) if (!after.has(path)) result.set(path, 'delete');
  for (const [path, { rowId, stackId }] of after) {
    const old = before.get(path);
    if (old === undefined) result.set(path, 'create');
    else if (old.rowId !== rowId) result.set(path, 'replace');
    else {
      const events = await house.store.events({ stackId, sortDir: 'asc' }, {});
      const name = path.split('/').at(-1);
      const touched = events.some(
        (event) => event.resourceName === name && event.action === 'UPDATE' && event.createdAt >= since,
      );
      result.set(path, touched ? 'update' : 'keep');
    }
  }
  return result;
}

describe('a plan of nested stacks', () => {
  it('has nothing to do where nothing changes, and the run leaves them in peace', async () => {
    const resources = {
      a: thing({ live: 'x' }),
      g: group({ type: 'node.yaml', properties: { live: { get_attr: ['a', 'live'] } } }),
      n: { type: 'node.yaml', properties: { fixed: 'y' } },
      b: thing({ fixed: { get_attr: ['g', 'refs'] } }),
    };
    const id = await made(resources);
    const { plan, unchanged } = await preview(id, resources);
    expect(new Set(Object.values(fates(plan)))).toEqual(new Set(['keep']));
    expect(Object.keys(fates(plan))).toContain('g/1/inner');
    expect(unchanged.map(({ row }) => row.name).sort()).toEqual(['a', 'b', 'g', 'n']);
    expect(planLines(plan, { colour: false })).toEqual([expect.stringMatching(/^Nothing to do, 4 unchanged/)]);
    const nested = async () => house.stack((await house.rows(id))['g']?.nestedStackId ?? '');
    const { operationId } = await nested();
    const changes = await became(id, async () => {
      await house.update(id, resources, { files });
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    });
    expect(new Set(changes.values())).toEqual(new Set(['keep']));
    expect((await nested()).operationId).toBe(operationId);
  });

  it('shows members as what becomes of them, each with its reason', async () => {
    const of = (live: string, fixed: string) => group({ type: 'Fake::Thing', properties: { live, fixed } });
    const id = await made({ g: of('x', 'x') });
    const updated = await preview(id, { g: of('y', 'x') });
    expect(fates(updated.plan)).toEqual({ g: 'update', 'g/0': 'update', 'g/1': 'update' });
    expect(updated.plan.summary).toMatchObject({ update: 2, replace: 0 });
    const { plan } = await preview(id, { g: of('x', 'y') });
    expect(fates(plan)).toEqual({ g: 'update', 'g/0': 'replace', 'g/1': 'replace' });
    expect(plan.summary).toMatchObject({ update: 0, replace: 2 });
    expect(shown(plan).get('g/0')?.reason).toMatchObject({ changes: [{ property: 'fixed', effect: 'replace' }] });
    expect(planLines(plan, { colour: false })).toEqual([
      expect.stringContaining('~ g'),
      expect.stringMatching(/^ {4}± 0 +Fake::Thing: fixed: "x" → "y" \(replaces\)$/),
      expect.stringMatching(/^ {4}± 1 +Fake::Thing: fixed/),
      '2 to replace.',
    ]);
    const { plan: other } = await preview(id, { g: group({ type: 'Fake::Note', properties: {} }) });
    expect(shown(other).get('g/1')).toMatchObject({ fate: 'replace', reason: { why: 'type-changed' } });
  });

  it('shows which members go when a group shrinks, in a rolling update as well', async () => {
    const definition = (fixed: string) => ({ type: 'Fake::Thing', properties: { fixed } });
    const policy = { update_policy: { rolling_update: { max_batch_size: 1 } } };
    const id = await made({ g: group(definition('x'), { count: 3 }, policy) });
    const { plan } = await preview(id, {
      g: group(definition('y'), { count: 2, removal_policies: [{ resource_list: ['0'] }] }, policy),
    });
    expect(fates(plan)).toEqual({ g: 'update', 'g/0': 'delete', 'g/1': 'replace', 'g/2': 'replace' });
    expect(plan.summary).toEqual({ create: 0, update: 0, replace: 2, keep: 0, delete: 1 });
  });

  it('shows what goes with a stack that is replaced or deleted, and what comes with a new one', async () => {
    const id = await made({
      n: { type: 'Fake::Nest', properties: { template: node() } },
      g: group({ type: 'node.yaml' }),
    });
    const { plan } = await preview(id, { n: group({ type: 'Fake::Thing' }, { count: 1 }), h: { type: 'node.yaml' } });
    expect(fates(plan)).toEqual({
      n: 'replace',
      'n/inner': 'delete',
      'n/0': 'create',
      h: 'create',
      'h/inner': 'create',
      g: 'delete',
      'g/0': 'delete',
      'g/0/inner': 'delete',
      'g/1': 'delete',
      'g/1/inner': 'delete',
    });
    expect(plan.summary).toEqual({ create: 2, update: 0, replace: 0, keep: 0, delete: 3 });
  });

  it('sees a file that changes, two levels down', async () => {
    const resources = { g: group({ type: 'node.yaml' }) };
    const id = await made(resources);
    const next = { 'node.yaml': node(thing({ live: 'other', fixed: { get_param: 'fixed' } })) };
    const { plan } = await preview(id, resources, { files: next });
    expect(fates(plan)).toMatchObject({ g: 'update', 'g/0': 'update', 'g/0/inner': 'update' });
    expect(plan.summary).toMatchObject({ update: 2 });
  });

  it('tells an owner of which only outputs change', async () => {
    const resources = { n: { type: 'node.yaml' } };
    const id = await made(resources);
    const next = { 'node.yaml': node(undefined, { outputs: { o: { value: 1 } } }) };
    const { plan } = await preview(id, resources, { files: next });
    expect(fates(plan)).toEqual({ n: 'update', 'n/inner': 'keep' });
    expect(plan.summary).toMatchObject({ update: 1 });
  });

  it('masks hidden parameters of nested stacks', async () => {
    const secret = (fixed: string) => ({
      'node.yaml': JSON.stringify(
        template(
          { inner: thing({ fixed: { get_param: 'p' } }) },
          { parameters: { p: { type: 'string', hidden: true, default: fixed } } },
        ),
      ),
    });
    const id = await made({ n: { type: 'node.yaml' } }, { files: secret('hunter2') });
    const { plan } = await preview(id, { n: { type: 'node.yaml' } }, { files: secret('hunter3') });
    expect(fates(plan)['n/inner']).toBe('replace');
    expect(JSON.stringify(plan)).not.toContain('hunter');
  });

  it('of a new stack has all that is nested in it', async () => {
    const { plan } = await house.orchestrator.previewCreate(house.caller(), {
      stackName: 'new',
      template: template({
        a: thing(),
        g: group({ type: 'node.yaml', properties: { live: { get_attr: ['a', 'live'] } } }),
      }),
      files,
    });
    expect(Object.keys(fates(plan)).sort()).toEqual(['a', 'g', 'g/0', 'g/0/inner', 'g/1', 'g/1/inner']);
    expect(plan.summary).toMatchObject({ create: 3 });
  });
});

describe('what a preview shows of members', () => {
  const value = fc.constantFrom<Value>('x', 'y', { get_attr: ['a', 'live'] }, { get_resource: 'a' });
  const properties = fc.record({ live: value, fixed: fc.constantFrom<Value>('x', 'x', 'y', { get_resource: 'a' }) });
  const leaf = fc.oneof(
    properties.map((given): ValueMap => ({ type: 'Fake::Thing', properties: given })),
    properties.map((given): ValueMap => ({ type: 'node.yaml', properties: given })),
    fc.constant<ValueMap>({ type: 'Fake::Note' }),
  );
  const member = fc.oneof(
    leaf,
    fc.tuple(leaf, fc.integer({ min: 0, max: 2 })).map(([definition, count]) => group(definition, { count })),
  );
  const resources = fc
    .record({
      a: properties.map(({ fixed }) => thing({ live: 'x', ...(typeof fixed === 'string' ? { fixed } : {}) })),
      a2: fc.constantFrom('x', 'y'),
      g: fc.tuple(member, fc.integer({ min: 0, max: 3 })).map(([definition, count]) => group(definition, { count })),
      n: fc.option(leaf, { nil: undefined }),
      h: fc.option(member, { nil: undefined }),
    })
    .map(({ a, a2, ...others }) => {
      const wished: ValueMap = { a: { ...a, properties: { ...(a.properties as ValueMap), live: a2 } } };
      for (const [name, one] of Object.entries(others)) if (one !== undefined) wished[name] = one;
      return wished;
    });
  const inside = fc.constantFrom(files, { 'node.yaml': node(thing({ live: 'z' })) });

  it('is what becomes of them when it is run', async () => {
    let members = 0;
    await fc.assert(
      fc.asyncProperty(
        resources,
        fc.array(fc.tuple(resources, inside), { minLength: 1, maxLength: 2 }),
        async (first, steps) => {
          const id = await made(first);
          for (const [wished, given] of steps) {
            const { plan } = await preview(id, wished, { files: given });
            const decisions = shown(plan);
            const changes = await became(id, async () => {
              await house.update(id, wished, { files: given });
              expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
            });
            for (const [path, fate] of changes) {
              const decision = decisions.get(path);
              expect(decision?.either, `${path} ${fate} ${JSON.stringify(decision)}`).toContain(fate);
              if (path.includes('/')) members++;
            }
          }
          await house.delete(id);
          expect(await house.rest(id)).toBe('DELETE_COMPLETE');
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
    expect(members).toBeGreaterThan(20);
  }, 240_000);
});
