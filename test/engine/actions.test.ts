import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEngine } from '../../src/engine/index.ts';
import { HeatError } from '../../src/errors.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House, note, onBothDatabases, template, thing } from './house.ts';

onBothDatabases('what a stack can be asked to do', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open({ enable_stack_abandon: true, enable_stack_adopt: true });
  });
  afterEach(() => house.close());

  async function made(...args: Parameters<House['create']>): Promise<string> {
    const id = await house.create(...args);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    house.fake.log.length = 0;
    return id;
  }
  const act = async (id: string, action: string) =>
    house.orchestrator.act(house.caller(), await house.stack(id), action);

  it('suspends dependants first and resumes in the other order', async () => {
    const id = await made({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
    await act(id, 'suspend');
    expect(await house.rest(id)).toBe('SUSPEND_COMPLETE');
    await act(id, 'suspend');
    expect(await house.rest(id)).toBe('SUSPEND_COMPLETE');
    await act(id, 'resume');
    expect(await house.rest(id)).toBe('RESUME_COMPLETE');
    expect(house.fake.log).toEqual(['suspend b', 'suspend a', 'resume a', 'resume b']);
  });

  it('leaves a resource whose state forbids an action as it was, so that the next one finds it well', async () => {
    const id = await made({ a: thing(), b: thing({}, { depends_on: 'a' }) });
    await act(id, 'resume');
    expect(await house.rest(id)).toBe('RESUME_FAILED');
    expect(await house.reason(id)).toBe(
      "Resource RESUME failed: Error: resources.a: State ('CREATE', 'COMPLETE') invalid for resume",
    );
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE', b: 'CREATE_COMPLETE' });
    expect((await house.events(id)).filter((line) => line.includes('RESUME'))).toEqual([
      'stack RESUME_IN_PROGRESS',
      'stack RESUME_FAILED',
    ]);
    await act(id, 'suspend');
    expect(await house.rest(id)).toBe('SUSPEND_COMPLETE');
    expect(house.fake.log).toEqual(['suspend b', 'suspend a']);
  });

  it('checks everything that can be checked, and tells all that is wrong', async () => {
    const id = await made({ a: thing(), b: thing({ live: { get_resource: 'a' } }), c: thing(), d: thing() });
    house.fake.fails('check', 'a', new Error('bad'));
    house.fake.fails('check', 'c', new Error('worse'));
    await act(id, 'check');
    expect(await house.rest(id)).toBe('CHECK_FAILED');
    expect(await house.states(id)).toEqual({
      a: 'CHECK_FAILED',
      b: 'CREATE_COMPLETE',
      c: 'CHECK_FAILED',
      d: 'CHECK_COMPLETE',
    });
    const reason = await house.reason(id);
    expect(reason).toContain('a: Resource CHECK failed: Exception: resources.a: bad');
    expect(reason).toContain('c: Resource CHECK failed: Exception: resources.c: worse');
  });

  it('refuses an action while another is under way', async () => {
    house.fake.buildTime = 300;
    const id = await house.create({ a: thing() });
    await expect(act(id, 'suspend')).rejects.toMatchObject({ code: 'ActionInProgress', status: 409 });
    await house.rest(id);
  });

  it('is abandoned and adopted by another', async () => {
    const id = await made({ a: thing({ live: 'x' }), b: thing({ live: { get_resource: 'a' } }) });
    const exported = await house.orchestrator.abandon(house.caller(), await house.stack(id));
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(2);
    house.fake.log.length = 0;
    const { stackId } = await house.orchestrator.create(house.caller(), {
      stackName: 'heir',
      adoptStackData: exported,
    });
    expect(await house.rest(stackId)).toBe('ADOPT_COMPLETE');
    expect(await house.states(stackId)).toEqual({ a: 'ADOPT_COMPLETE', b: 'ADOPT_COMPLETE' });
    expect(house.fake.log.filter((line) => line.startsWith('create'))).toEqual([]);
    await house.delete(stackId);
    expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('an adoption takes over no users, keys or addresses for signals', async () => {
    const notes = { user_id: 'somebody', password: 'p', credential_id: 'c', access_key: 'a', secret_key: 's' };
    const { stackId } = await house.orchestrator.create(house.caller(), {
      stackName: 'foreign',
      template: template({ a: thing() }),
      adoptStackData: {
        name: 'foreign',
        resources: {
          a: { name: 'a', resource_id: 'x', resource_data: { ...notes, swift_signal_url: 'u', kept: 'k' } },
        },
      },
    });
    expect(await house.rest(stackId)).toBe('ADOPT_COMPLETE');
    expect((await house.rows(stackId)).a?.data).toEqual({ kept: 'k' });
  });

  it('an adoption that lacks an id fails, and retains what it took when rolled back', async () => {
    const id = await made({ a: thing(), b: thing({}, { depends_on: 'a' }) });
    const exported = await house.orchestrator.abandon(house.caller(), await house.stack(id));
    await house.rest(id);
    delete ((exported['resources'] as ValueMap)['b'] as ValueMap)['resource_id'];
    const { stackId } = await house.orchestrator.create(house.caller(), {
      stackName: 'heir',
      adoptStackData: exported,
      disableRollback: false,
    });
    expect(await house.rest(stackId)).toBe('ROLLBACK_COMPLETE');
    expect(house.fake.objects.size).toBe(2);
  });

  it('exports only where it may', async () => {
    house.wiring.config.enable_stack_abandon = false;
    const id = await made({});
    await expect(house.orchestrator.export(house.caller(), await house.stack(id))).rejects.toMatchObject({
      code: 'NotSupported',
    });
  });

  it('takes signals, whether the stack is busy or not', async () => {
    const id = await made({ n: note() });
    await house.orchestrator.signal(house.caller(), await house.stack(id), 'n', { one: 1 });
    await expect.poll(async () => (await house.rows(id))['n']?.metadata).toEqual({ heard: { one: 1 } });
    expect((await house.events(id)).at(-1)).toBe('n SIGNAL_COMPLETE');
    house.fake.buildTime = 600;
    await house.update(id, { n: note(), a: thing() });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await house.orchestrator.signal(house.caller(), await house.stack(id), 'n', { two: 2 });
    await expect
      .poll(async () => (await house.rows(id))['n']?.metadata, { timeout: 450 })
      .toEqual({ heard: { two: 2 } });
    expect((await house.stack(id)).status).toBe('IN_PROGRESS');
    await house.rest(id);
    expect((await house.rows(id))['n']?.metadata).toEqual({ heard: { two: 2 } });
    await expect(house.orchestrator.signal(house.caller(), await house.stack(id), 'a', null)).rejects.toMatchObject({
      code: 'ResourceActionNotSupported',
    });
    await expect(house.orchestrator.signal(house.caller(), await house.stack(id), 'zz', null)).rejects.toMatchObject({
      code: 'ResourceNotFound',
      status: 404,
    });
  });

  it('pauses at breakpoints until they are cleared', async () => {
    const environment = { resource_registry: { resources: { a: { hooks: ['pre-create', 'pre-delete'] } } } };
    const id = await house.create({ a: thing(), b: thing({}, { depends_on: 'a' }) }, { environment });
    const waiting = async (hook: string) =>
      expect
        .poll(async () => (await house.store.hooks(id)).some((row) => row.hook === hook && row.state === 'waiting'))
        .toBe(true);
    await waiting('pre-create');
    expect(house.fake.log).toEqual([]);
    const clear = async (hook: string) =>
      house.orchestrator.signal(house.caller(), await house.stack(id), 'a', { unset_hook: hook });
    await expect(clear('post-create')).rejects.toMatchObject({ code: 'InvalidBreakPointHook' });
    await expect(clear('nonsense')).rejects.toMatchObject({ code: 'InvalidBreakPointHook' });
    await expect(
      house.orchestrator.signal(house.caller(), await house.stack(id), 'b', { unset_hook: 'pre-create' }),
    ).rejects.toMatchObject({ code: 'InvalidBreakPointHook', status: 400 });
    await clear('pre-create');
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await house.delete(id);
    await waiting('pre-delete');
    await clear('pre-delete');
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    const reasons = (await house.store.events({ stackId: id, resourceName: ['a'], sortDir: 'asc' }, {})).map(
      ({ reason }) => reason,
    );
    expect(reasons).toEqual([
      'CREATE paused until Hook pre-create is cleared',
      'Hook pre-create is cleared',
      'state changed',
      'state changed',
      'DELETE paused until Hook pre-delete is cleared',
      'Hook pre-delete is cleared',
      'state changed',
      'state changed',
    ]);
  });

  it('goes on pausing when another engine takes over', async () => {
    const environment = { resource_registry: { resources: { a: { hooks: ['post-create'] } } } };
    const id = await house.create({ a: thing(), b: thing({}, { depends_on: 'a' }) }, { environment });
    const waits = () => house.store.hooks(id).then((rows) => rows.map(({ hook, state }) => `${hook} ${state}`));
    await expect.poll(waits).toEqual(['post-create waiting']);
    await house.engines.pop()?.die();
    house.engines.push(await startEngine(house.wire()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE' });
    await house.orchestrator.signal(house.caller(), await house.stack(id), 'a', { unset_hook: 'post-create' });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE', b: 'CREATE_COMPLETE' });
    expect(await waits()).toEqual([]);
  });

  it.each(['check', 'suspend'])('looks for what an interrupted create made before it does its %s', async (action) => {
    const type = house.wiring.catalogue.get('Fake::Thing');
    if (type === undefined) throw new Error('no type');
    const { create } = type;
    // The object comes to be, but the answer is never heard.
    type.create = async (op) => {
      const made = await create.call(type, op);
      return op.name === 'a' ? new Promise(() => {}) : made;
    };
    house.fake.fails('create', 'b', new Error('boom'));
    const id = await house.create({ a: thing(), b: thing() });
    // The stack is known to fail while a is still being made, and can be asked for something else.
    await expect.poll(async () => (await house.stack(id)).status).toBe('FAILED');
    await expect.poll(() => house.fake.objects.size).toBe(1);
    await house.engines.pop()?.die();
    type.create = create;
    expect(await house.rows(id)).toMatchObject({ a: { status: 'IN_PROGRESS', physicalId: null } });
    await act(id, action);
    house.engines.push(await startEngine(house.wire()));
    await house.rest(id);
    const [made] = house.fake.objects.keys();
    expect(await house.rows(id)).toMatchObject({ a: { physicalId: made } });
    await house.orchestrator.delete(house.caller(), await house.stack(id));
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('changes metadata', async () => {
    const id = await made({ a: thing({}, { metadata: { k: 1 } }) });
    expect(await house.orchestrator.metadata(house.caller(), await house.stack(id), 'a')).toEqual({ k: 1 });
    await house.orchestrator.updateMetadata(house.caller(), await house.stack(id), 'a', { k: 2 });
    expect(await house.orchestrator.metadata(house.caller(), await house.stack(id), 'a')).toEqual({ k: 2 });
  });

  it('compares with the cloud where it is to converge', async () => {
    const type = house.wiring.catalogue.get('Fake::Thing');
    if (type === undefined) throw new Error('no type');
    type.liveProperties = async (op) => ({
      live: house.fake.objects.get(op.physicalId ?? '')?.properties['live'] ?? null,
    });
    const id = await made({ a: thing({ live: 'x' }) });
    for (const object of house.fake.objects.values()) object.properties['live'] = 'tampered';
    await house.update(id, { a: thing({ live: 'x' }) });
    await house.rest(id);
    expect(house.fake.log).toEqual([]);
    await house.update(id, { a: thing({ live: 'x' }) }, { converge: true });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log).toEqual(['update a']);
    expect([...house.fake.objects.values()][0]?.properties['live']).toBe('x');
  });

  it('takes nothing for changed that the stack never said, and makes again what is gone', async () => {
    const type = house.wiring.catalogue.get('Fake::Thing');
    if (type === undefined) throw new Error('no type');
    type.liveProperties = async (op) => {
      const object = house.fake.objects.get(op.physicalId ?? '');
      if (object === undefined) throw new HeatError('EntityNotFound', 'not there');
      return { live: object.properties['live'] ?? null, fixed: 'chosen by the cloud', size: 7 };
    };
    const id = await made({ a: thing({ live: 'x' }) });
    await house.update(id, { a: thing({ live: 'x' }) }, { converge: true });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log).toEqual([]);
    house.fake.objects.clear();
    await house.update(id, { a: thing({ live: 'x' }) }, { converge: true });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
    expect((await house.rows(id))['a']?.physicalId).toBe([...house.fake.objects.keys()][0]);
  });

  it('takes what exists by its external id, and never deletes it', async () => {
    const first = await made({ a: thing({ live: 'x' }) });
    const physical = (await house.rows(first))['a']?.physicalId ?? '';
    const id = await made({ e: thing({}, { external_id: physical }), b: thing({ live: { get_resource: 'e' } }) });
    expect(await house.states(id)).toEqual({ e: 'CHECK_COMPLETE', b: 'CREATE_COMPLETE' });
    expect((await house.rows(id))['b']?.properties).toEqual({ live: physical });
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.has(physical)).toBe(true);
  });

  it('takes nothing that is not there, and says so before anything is stored', async () => {
    const gone = { e: thing({}, { external_id: 'nowhere' }) };
    const refusal = {
      code: 'StackValidationFailed',
      message: 'resources.e: Invalid external resource: Resource nowhere (Fake::Thing) can not be found.',
    };
    await expect(house.create(gone)).rejects.toMatchObject(refusal);
    expect(await house.store.stacks({})).toEqual([]);
    const id = await made({ a: thing() });
    await expect(house.update(id, gone)).rejects.toMatchObject(refusal);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });

  it('keeps no more events than it should', async () => {
    house.wiring.config.max_events_per_stack = 10;
    const id = await made(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`r${i}`, note()])));
    await expect.poll(() => house.store.countEvents({ stackId: id })).toBe(10);
  });

  it('patches: keeps what is not mentioned', async () => {
    const body = { parameters: { p: { type: 'string', default: 'd' }, q: { type: 'string', default: 'e' } } };
    const id = await made(
      { a: thing({ live: { get_param: 'p' } }), b: thing({ live: { get_param: 'q' } }) },
      { body, parameters: { p: '1', q: '2' } },
    );
    await house.orchestrator.update(house.caller(), await house.stack(id), { existing: true, parameters: { p: '3' } });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['a']?.properties).toEqual({ live: '3' });
    expect((await house.rows(id))['b']?.properties).toEqual({ live: '2' });
    await house.orchestrator.update(house.caller(), await house.stack(id), { existing: true, clearParameters: ['q'] });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['b']?.properties).toEqual({ live: 'e' });
  });

  it('keeps hidden parameters out of sight', async () => {
    const body = { parameters: { p: { type: 'string', hidden: true } } };
    const id = await made({ a: thing({ live: { get_param: 'p' } }) }, { body, parameters: { p: 'secret' } });
    const view = await house.orchestrator.show(house.caller(), await house.stack(id), { resolveOutputs: false });
    expect(view.parameters['p']).toBe('******');
    const environment = await house.orchestrator.environment(house.caller(), await house.stack(id));
    expect(environment['parameters']).toEqual({ p: '******' });
    expect((await house.store.definition((await house.stack(id)).definitionId))?.environment['parameters']).toEqual({});
    expect((await house.rows(id))['a']?.properties).toEqual({ live: 'secret' });
  });

  it('bounds the number of stacks of a project', async () => {
    house.wiring.config.max_stacks_per_tenant = 1;
    await house.create({});
    await expect(house.create({})).rejects.toMatchObject({ code: 'RequestLimitExceeded' });
    await house.orchestrator.create(house.caller({ isAdmin: true }), { stackName: 'more', template: template({}) });
  });
});
