import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Observer, startEngine } from '../../src/engine/index.ts';
import { HeatError } from '../../src/errors.ts';
import { CloudError } from '../../src/openstack/cloud.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House, note, onBothDatabases, thing } from './house.ts';

onBothDatabases('creating a stack', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  it('makes its resources in order and says so in events', async () => {
    const id = await house.create(
      { a: thing({ live: 'x' }), b: thing({ live: { get_attr: ['a', 'live'] } }) },
      { outputs: { o: { value: { get_attr: ['b', 'live'] } } } },
    );
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(await house.reason(id)).toBe('Stack CREATE completed successfully');
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE', b: 'CREATE_COMPLETE' });
    expect(await house.events(id)).toEqual([
      'stack CREATE_IN_PROGRESS',
      'a CREATE_IN_PROGRESS',
      'a CREATE_COMPLETE',
      'b CREATE_IN_PROGRESS',
      'b CREATE_COMPLETE',
      'stack CREATE_COMPLETE',
    ]);
    const view = await house.orchestrator.show(house.caller(), await house.stack(id), { resolveOutputs: true });
    expect(view.outputs).toEqual([{ key: 'o', description: 'No description given', value: 'x' }]);
  });

  it('deletes everything again, dependants first', async () => {
    const id = await house.create({ a: thing(), b: thing({ live: { get_resource: 'a' } }), n: note() });
    await house.rest(id);
    house.fake.log.length = 0;
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.log).toEqual(['delete b', 'delete a']);
    expect(house.fake.objects.size).toBe(0);
    expect(await house.store.resources(id)).toEqual([]);
    await expect(house.orchestrator.find(house.caller(), { id })).rejects.toThrow(/could not be found/);
  });

  it('fails with the resource that failed, and stays', async () => {
    house.fake.fails('create', 'a', new Error('boom'));
    const id = await house.create({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(await house.reason(id)).toBe('Resource CREATE failed: Exception: resources.a: boom');
    expect(await house.states(id)).toEqual({ a: 'CREATE_FAILED' });
    const views = await house.orchestrator.resources(house.caller(), await house.stack(id), { nestedDepth: 0 });
    expect(views.map(({ row }) => `${row.name} ${row.action}_${row.status}`)).toEqual([
      'a CREATE_FAILED',
      'b INIT_COMPLETE',
    ]);
  });

  it('rolls back to nothing where rollback is enabled', async () => {
    house.fake.fails('create', 'b', new Error('boom'));
    const id = await house.create(
      { a: thing(), b: thing({ live: { get_resource: 'a' } }) },
      { disableRollback: false },
    );
    expect(await house.rest(id)).toBe('ROLLBACK_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
    expect(await house.store.resources(id)).toEqual([]);
  });

  it('tells the log of a failure and of the rollback after it, each by its own name', async () => {
    const told: string[] = [];
    const note = () => {};
    const log = { debug: note, info: (_: object, text: string) => void told.push(text), warn: note, error: note };
    const ended: unknown[] = [];
    const operation: Observer['operation'] = ({ stack, kind, status }) =>
      void ended.push([kind, status, stack.action, stack.status]);
    const wiring = { ...house.wire(), log, observer: { operation } };
    await house.engines.pop()?.stop();
    house.engines.push(await startEngine(wiring));
    house.fake.fails('create', 'a', new Error('boom'));
    const id = await house.create({ a: thing() }, { disableRollback: false });
    expect(await house.rest(id)).toBe('ROLLBACK_COMPLETE');
    const name = (await house.stack(id)).name;
    await expect
      .poll(() => told.filter((text) => text.startsWith('Stack ')))
      .toEqual([
        `Stack CREATE FAILED (${name}): Resource CREATE failed: Exception: resources.a: boom`,
        `Stack ROLLBACK COMPLETE (${name}): Stack ROLLBACK completed successfully`,
      ]);
    expect(ended).toEqual([
      ['create', 'FAILED', 'CREATE', 'FAILED'],
      ['update', 'COMPLETE', 'ROLLBACK', 'COMPLETE'],
    ]);
  });

  it('tries a create again that went to an error state', async () => {
    await house.close();
    house = await House.open({ action_retry_limit: 2 });
    let tries = 0;
    house.fake.on('created', 'a', (object) => {
      if (object !== null && tries++ === 0) object.status = 'ERROR';
    });
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
    expect(await house.events(id)).toEqual([
      'stack CREATE_IN_PROGRESS',
      'a CREATE_IN_PROGRESS',
      'a CREATE_FAILED',
      'a DELETE_IN_PROGRESS',
      'a DELETE_COMPLETE',
      'a CREATE_IN_PROGRESS',
      'a CREATE_COMPLETE',
      'stack CREATE_COMPLETE',
    ]);
  });

  it('waits for objects that take their time', async () => {
    house.fake.buildTime = 120;
    const id = await house.create({ a: thing(), b: thing(), c: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });

  const lost = new CloudError('connection lost', { service: 'fake', status: 0, outcome: 'unknown' });
  const creates = () => house.fake.log.filter((line) => line === 'create a').length;

  it('makes again what a lost call did not make', async () => {
    house.fake.fails('create', 'a', lost, 2);
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect([creates(), house.fake.objects.size]).toEqual([3, 1]);
  });

  it('gives up when calls get lost again and again', async () => {
    house.fake.fails('create', 'a', lost);
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(creates()).toBe(1 + house.wiring.config.client_retry_limit);
    expect(await house.reason(id)).toBe('Resource CREATE failed: ConnectFailure: resources.a: connection lost');
  });

  it('does not make again what may be on its way', async () => {
    const late = new CloudError('timeout', { service: 'fake', status: 0, outcome: 'unknown', underWay: true });
    house.fake.fails('create', 'a', late, 1);
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(creates()).toBe(1);
  });

  it('adopts what a lost answer left behind', async () => {
    const type = house.wiring.catalogue.get('Fake::Thing');
    if (type === undefined) throw new Error('no type');
    const { create } = type;
    type.create = async (op) => {
      await create(op);
      throw lost;
    };
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
  });

  it('refuses a name that is taken', async () => {
    await house.create({}, { stackName: 'one' });
    await expect(house.create({}, { stackName: 'one' })).rejects.toSatisfy(
      (error) => error instanceof HeatError && error.code === 'StackExists' && error.status === 409,
    );
  });

  it.each([
    ['without a type', { a: { properties: {} } }, 'StackValidationFailed'],
    ['that is no map', { a: 'b' }, 'StackValidationFailed'],
    ['of a file that did not come', { a: { type: 'mine.yaml' } }, 'StackValidationFailed'],
  ])("refuses a resource %s, as the sender's mistake", async (_which, resources, code) => {
    await expect(house.create(resources as ValueMap)).rejects.toMatchObject({ code, status: 400 });
    const error = await house.create(resources as ValueMap).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HeatError);
  });

  it('a stack of nothing is complete', async () => {
    expect(await house.rest(await house.create({}))).toBe('CREATE_COMPLETE');
  });

  it('fails by timeout', async () => {
    house.fake.buildTime = 60_000;
    house.wiring.config.stack_action_timeout = 0.3;
    const id = await house.create({ a: thing() });
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(await house.reason(id)).toBe('Timed out');
    expect(await house.states(id)).toEqual({ a: 'CREATE_FAILED' });
  });
});
