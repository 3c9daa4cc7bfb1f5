import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ValueMap } from '../../src/template/value.ts';
import { House, onBothDatabases, template, thing } from './house.ts';

function nest(resources: ValueMap, more: ValueMap = {}): ValueMap {
  return { type: 'Fake::Nest', properties: { template: JSON.stringify(template(resources, more)) } };
}

onBothDatabases('nested stacks', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  async function child(id: string, name = 'n') {
    const row = (await house.rows(id))[name];
    return house.stack(row?.nestedStackId ?? '');
  }

  it('are stacks of their own whose outputs their parent can use', async () => {
    const id = await house.create({
      n: nest({ a: thing({ live: 'x' }) }, { outputs: { o: { value: { get_attr: ['a', 'live'] } } } }),
      b: thing({ live: { get_attr: ['n', 'o'] } }),
    });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect((await house.rows(id))['b']?.properties).toEqual({ live: 'x' });
    const nested = await child(id);
    expect(nested).toMatchObject({ action: 'CREATE', status: 'COMPLETE', parentId: id, rootId: id, depth: 1 });
    const views = await house.orchestrator.resources(house.caller(), await house.stack(id), { nestedDepth: 1 });
    expect(views.map(({ row, parentResource }) => [row.name, parentResource]).sort()).toEqual([
      ['a', 'n'],
      ['b', null],
      ['n', null],
    ]);
  });

  it('fail with a path through their parents', async () => {
    house.fake.fails('create', 'a', new Error('boom'));
    const id = await house.create({ n: nest({ m: nest({ a: thing() }) }) });
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(await house.reason(id)).toBe('Resource CREATE failed: Exception: resources.n.resources.m.resources.a: boom');
  });

  it('are rolled back with their parent', async () => {
    house.fake.fails('create', 'b', new Error('boom'));
    const id = await house.create(
      { n: nest({ a: thing() }), b: thing({}, { depends_on: 'n' }) },
      { disableRollback: false },
    );
    expect(await house.rest(id)).toBe('ROLLBACK_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('are updated when their definition changes', async () => {
    const id = await house.create({ n: nest({ a: thing({ live: 'x' }) }) });
    await house.rest(id);
    const before = await child(id);
    await house.update(id, { n: nest({ a: thing({ live: 'y' }), c: thing() }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    const after = await child(id);
    expect(after).toMatchObject({ id: before.id, action: 'UPDATE', status: 'COMPLETE' });
    expect(await house.states(after.id)).toEqual({ a: 'UPDATE_COMPLETE', c: 'CREATE_COMPLETE' });
  });

  it('go away with their parent', async () => {
    const id = await house.create({ n: nest({ m: nest({ a: thing() }) }) });
    await house.rest(id);
    const nested = await child(id);
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(await house.stack(nested.id)).toMatchObject({ action: 'DELETE', status: 'COMPLETE' });
    expect(house.fake.objects.size).toBe(0);
  });

  it('are deleted while they are being made', async () => {
    house.fake.buildTime = 60_000;
    const id = await house.create({ n: nest({ a: thing() }) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('suspend, resume and check with their parent', async () => {
    const id = await house.create({ n: nest({ a: thing() }) });
    await house.rest(id);
    house.fake.log.length = 0;
    for (const [action, state] of [
      ['suspend', 'SUSPEND_COMPLETE'],
      ['resume', 'RESUME_COMPLETE'],
      ['check', 'CHECK_COMPLETE'],
    ] as const) {
      await house.orchestrator.act(house.caller(), await house.stack(id), action);
      expect(await house.rest(id)).toBe(state);
    }
    expect(house.fake.log).toEqual(['suspend a', 'resume a', 'check a']);
  });

  it('have a bound on their depth', async () => {
    let resources: ValueMap = { a: thing() };
    for (let i = 0; i < 7; i++) resources = { n: nest(resources) };
    await expect(house.create(resources)).rejects.toMatchObject({
      code: 'RequestLimitExceeded',
      message: expect.stringMatching(
        /^(?:resources\.n<nested_stack>\.?)+: Request limit exceeded: Recursion depth exceeds 5\.$/,
      ),
    });
  });

  it('have a bound on the size of the tree', async () => {
    await house.close();
    house = await House.open({ max_resources_per_stack: 3 });
    const refused = house.create({ n: nest({ a: thing(), b: thing(), c: thing() }) });
    await expect(refused).rejects.toThrow('Maximum resources per stack exceeded');
  });

  it('stop when their parent runs out of time', async () => {
    house.fake.buildTime = 60_000;
    house.wiring.config.stack_action_timeout = 0.5;
    const id = await house.create({ n: nest({ a: thing() }) });
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    const nested = await child(id);
    expect(await house.rest(nested.id)).toBe('CREATE_FAILED');
  });
});
