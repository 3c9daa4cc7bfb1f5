/** What previews show: the plan, and every resource as it would be made or as it is. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PlannedResource, ResourceView } from '../../src/engine/orchestrator.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House, onBothDatabases, template, thing } from './house.ts';

function nest(resources: ValueMap): ValueMap {
  return { type: 'Fake::Nest', properties: { template: JSON.stringify(template(resources)) } };
}

onBothDatabases('a preview', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const preview = async (id: string, resources: ValueMap, more: object = {}) =>
    house.orchestrator.previewUpdate(house.caller(), await house.stack(id), {
      template: template(resources),
      ...more,
    });

  it('of a new stack shows what its resources would be made with', async () => {
    const { view, resources, plan } = await house.orchestrator.previewCreate(house.caller(), {
      stackName: 'new',
      template: template(
        {
          a: thing({ live: { get_param: 'p' }, size: '3' }, { metadata: { k: 'v' } }),
          b: thing({ live: { get_attr: ['a', 'live'] }, fixed: { get_resource: 'a' } }),
          n: nest({ inner: thing({ live: 'deep' }) }),
        },
        {
          parameters: { p: { type: 'string' } },
          outputs: { known: { value: { get_param: 'p' } }, later: { value: { get_attr: ['a', 'live'] } } },
        },
      ),
      parameters: { p: 'given' },
    });
    const named = new Map(resources.map((one) => [Array.isArray(one) ? 'nested' : one.row.name, one]));
    const a = named.get('a') as ResourceView;
    expect(a.row).toMatchObject({ id: '', action: 'INIT', metadata: { k: 'v' }, physicalId: null });
    expect(a.row.properties).toMatchObject({ live: 'given', size: 3 });
    expect(a.requiredBy).toEqual(['b']);
    expect(a.attributes).toEqual({ live: null, fixed: null, id: null, fresh: null, borrowed: null, mood: null });
    expect((named.get('b') as ResourceView).row.properties).toMatchObject({ live: null, fixed: 'a' });
    const [inner] = named.get('nested') as PlannedResource[] as ResourceView[];
    expect(inner).toMatchObject({
      parentResource: 'n',
      stack: { name: 'new-n' },
      row: { properties: { live: 'deep' } },
    });
    expect(view.outputs?.map(({ key, value }) => [key, value])).toEqual([
      ['known', 'given'],
      ['later', null],
    ]);
    expect(plan.summary).toMatchObject({ create: 3 });
    expect(await house.store.stacks({ showNested: true })).toEqual([]);
  });

  it('of a new stack knows it by no id', async () => {
    const { view } = await house.orchestrator.previewCreate(house.caller(), {
      stackName: 'new',
      template: template({ n: nest({ inner: thing() }) }),
    });
    expect(view.row.id).toBe('None');
    expect(view.parameters).toMatchObject({ 'OS::stack_id': 'None' });
  });

  it('of nested stacks names the resources that own them, and goes back to what a failed replacement left', async () => {
    const id = await house.create({ n: nest({ kept: thing(), gone: thing() }), a: thing({ fixed: 'x' }) });
    await house.rest(id);
    house.fake.fails('create', 'a', new Error('boom'), 1);
    await house.update(id, { n: nest({ kept: thing(), gone: thing() }), a: thing({ fixed: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    const changes = await preview(
      id,
      { n: nest({ kept: thing(), new: thing() }), a: thing({ fixed: 'x' }) },
      { showNested: true },
    );
    const shown = (views: readonly ResourceView[]) =>
      views.map(({ row, parentResource }) => [row.name, parentResource]);
    expect(shown(changes.unchanged).sort()).toEqual([
      ['a', null],
      ['kept', 'n'],
    ]);
    expect(shown(changes.updated)).toEqual([['n', null]]);
    expect(shown(changes.added)).toEqual([['new', 'n']]);
    expect(shown(changes.deleted)).toContainEqual(['gone', 'n']);
    expect(changes.replaced).toEqual([]);
  });

  it('of an update shows the old as it is and the new as it would be made', async () => {
    const id = await house.create({
      a: thing({ live: 'x' }),
      b: thing({ fixed: 'x', live: { get_attr: ['a', 'live'] } }),
      c: thing(),
    });
    await house.rest(id);
    const rows = await house.rows(id);
    const changes = await preview(id, {
      a: thing({ live: 'y' }),
      b: thing({ fixed: 'y', live: { get_attr: ['a', 'live'] } }),
      d: thing(),
    });
    expect(changes.updated[0]).toMatchObject({
      row: { id: rows['a']?.id, physicalId: rows['a']?.physicalId },
      requiredBy: ['b'],
      attributes: { live: 'x', id: null },
    });
    for (const unmade of [changes.replaced[0], changes.added[0]]) {
      expect(unmade).toMatchObject({ row: { id: '', action: 'INIT', physicalId: null }, attributes: { live: null } });
    }
    expect(changes.deleted[0]?.row.id).toBe(rows['c']?.id);
  });

  it('tells each property’s change with its effect, and what it hangs on while that is not known', async () => {
    const id = await house.create({ a: thing({ fixed: 'x' }), b: thing({ fixed: { get_resource: 'a' }, live: 'x' }) });
    await house.rest(id);
    const before = (await house.rows(id))['a']?.physicalId;
    const { plan } = await preview(id, {
      a: thing({ fixed: 'y' }),
      b: thing({ fixed: { get_resource: 'a' }, live: 'y' }),
    });
    const reasons = Object.fromEntries(
      plan.steps.filter(({ kind }) => kind === 'do').map(({ resource, decision }) => [resource, decision]),
    );
    expect(reasons['a']).toEqual({
      fate: 'replace',
      either: ['replace'],
      reason: {
        why: 'properties-changed',
        changes: [{ property: 'fixed', before: 'x', after: 'y', effect: 'replace' }],
      },
    });
    expect(reasons['b']).toMatchObject({
      fate: 'replace',
      reason: {
        changes: expect.arrayContaining([
          { property: 'fixed', before, unknown: ['a'], effect: 'replace' },
          { property: 'live', before: 'x', after: 'y', effect: 'update' },
        ]),
      },
    });
  });

  it('tells no hidden parameter, neither the old nor the new', async () => {
    const parameters = { secret: { type: 'string', hidden: true } };
    const resources = { a: thing({ live: { get_param: 'secret' }, fixed: { get_param: 'secret' } }) };
    const id = await house.create(resources, { body: { parameters }, parameters: { secret: 'hunter2' } });
    await house.rest(id);
    const { plan } = await house.orchestrator.previewUpdate(house.caller(), await house.stack(id), {
      existing: true,
      parameters: { secret: 'hunter3' },
    });
    expect(plan.summary).toMatchObject({ replace: 1 });
    expect(JSON.stringify(plan)).toContain('******');
    expect(JSON.stringify(plan)).not.toMatch(/hunter\d/);
  });

  it('holds the plan of a nested stack within the step of its owner', async () => {
    const id = await house.create({ n: nest({ i: thing({ live: 'x' }), j: thing() }) });
    await house.rest(id);
    const { plan, updated, deleted } = await preview(
      id,
      { n: nest({ i: thing({ live: 'y' }) }) },
      { showNested: true },
    );
    expect(updated.map(({ row }) => row.name)).toEqual(['n', 'i']);
    expect(deleted.map(({ row }) => row.name)).toEqual(['j']);
    const nested = plan.steps.find(({ resource }) => resource === 'n')?.nested;
    expect(nested?.summary).toEqual({ create: 0, update: 1, replace: 0, keep: 0, delete: 1 });
    expect(nested?.steps[0]?.decision.reason).toMatchObject({ why: 'properties-changed' });
  });

  it('is what is run', async () => {
    const id = await house.create({ a: thing({ fixed: 'x' }), b: thing({ live: 'x' }), c: thing(), d: thing() });
    await house.rest(id);
    const next = { a: thing({ fixed: 'y' }), b: thing({ live: 'y' }), c: thing(), e: thing() };
    const before = await house.rows(id);
    const { plan } = await preview(id, next);
    house.fake.log.length = 0;
    await house.update(id, next);
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    const foretold = plan.steps.flatMap(({ resource, decision: { fate } }) =>
      fate === 'keep' ? [] : [`${fate === 'replace' ? 'create' : fate} ${resource}`],
    );
    expect([...house.fake.log].sort()).toEqual(foretold.sort());
    expect((await house.rows(id))['c']?.id).toBe(before['c']?.id);
  });
});
