import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ResourceType } from '../../src/resources/type.ts';
import { House, note, onBothDatabases, thing } from './house.ts';

onBothDatabases('updating a stack', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  async function made(...args: Parameters<House['create']>): Promise<string> {
    const id = await house.create(...args);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    house.fake.log.length = 0;
    return id;
  }

  it('changes in place what may change, and leaves the rest alone', async () => {
    const id = await made({ a: thing({ live: 'x' }), b: thing({ live: 'y' }) });
    const before = await house.rows(id);
    await house.update(id, { a: thing({ live: 'z' }), b: thing({ live: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log).toEqual(['update a']);
    expect(await house.states(id)).toEqual({ a: 'UPDATE_COMPLETE', b: 'CREATE_COMPLETE' });
    expect((await house.rows(id))['a']?.id).toBe(before['a']?.id);
    expect((await house.events(id)).slice(-4)).toEqual([
      'stack UPDATE_IN_PROGRESS',
      'a UPDATE_IN_PROGRESS',
      'a UPDATE_COMPLETE',
      'stack UPDATE_COMPLETE',
    ]);
  });

  it('makes the new one, moves dependants over, and then deletes the old one', async () => {
    const id = await made({ a: thing({ fixed: 'x' }), b: thing({ live: { get_resource: 'a' } }) });
    await house.update(id, { a: thing({ fixed: 'y' }), b: thing({ live: { get_resource: 'a' } }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log).toEqual(['create a', 'update b', 'delete a']);
    const rows = await house.rows(id);
    expect(rows['b']?.properties).toEqual({ live: rows['a']?.physicalId });
    expect(rows['a']).toMatchObject({ replaces: null, replacedBy: null });
    expect(house.fake.objects.size).toBe(2);
  });

  it('adds and removes', async () => {
    const id = await made({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
    await house.update(id, { c: thing() });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log.filter((line) => line !== 'create c')).toEqual(['delete b', 'delete a']);
    expect(house.fake.log).toContain('create c');
    expect(await house.states(id)).toEqual({ c: 'CREATE_COMPLETE' });
  });

  it('goes back to the last good definition when it fails', async () => {
    const id = await made(
      {
        a: thing({ live: 'x' }),
        b: thing({ fixed: 'x' }),
        c: thing({ live: { get_resource: 'b' } }, { depends_on: 'a' }),
      },
      { disableRollback: false },
    );
    house.fake.fails('update', 'c', new Error('boom'), 1);
    const old = (await house.rows(id))['b']?.physicalId;
    await house.update(id, {
      a: thing({ live: 'z' }),
      b: thing({ fixed: 'y' }),
      c: thing({ live: { get_resource: 'b' } }, { depends_on: 'a' }),
    });
    expect(await house.rest(id)).toBe('ROLLBACK_COMPLETE');
    const rows = await house.rows(id);
    expect(rows['a']?.properties).toEqual({ live: 'x' });
    expect(rows['b']).toMatchObject({ physicalId: old, replacedBy: null });
    // A failed resource is replaced.
    expect(rows['c']).toMatchObject({ action: 'CREATE', status: 'COMPLETE', properties: { live: old } });
    expect(house.fake.objects.size).toBe(3);
    expect((await house.events(id)).filter((event) => event.startsWith('stack'))).toEqual([
      'stack CREATE_IN_PROGRESS',
      'stack CREATE_COMPLETE',
      'stack UPDATE_IN_PROGRESS',
      'stack UPDATE_FAILED',
      'stack ROLLBACK_IN_PROGRESS',
      'stack ROLLBACK_COMPLETE',
    ]);
  });

  it('replaces what failed, and cleans up after the failed attempt', async () => {
    const id = await made({ a: thing({ live: 'x' }) });
    house.fake.fails('create', 'b', new Error('boom'), 1);
    await house.update(id, { a: thing({ live: 'y' }), b: thing() });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect(await house.reason(id)).toBe('Resource CREATE failed: Exception: resources.b: boom');
    await house.update(id, { a: thing({ live: 'y' }), b: thing() });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(await house.states(id)).toEqual({ a: 'UPDATE_COMPLETE', b: 'CREATE_COMPLETE' });
    expect(house.fake.objects.size).toBe(2);
  });

  it('replaces when what is replaced has given up what the new one needs', async () => {
    const id = await made({ a: thing({ fixed: 'x' }) });
    const type = house.wiring.catalogue.get('Fake::Thing') as ResourceType;
    let asked = 0;
    type.beforeReplace = async () => {
      house.fake.log.push('give up');
    };
    type.readyForReplace = async () => {
      house.fake.log.push('ready?');
      return ++asked === 3;
    };
    house.fake.log.length = 0;
    await house.update(id, { a: thing({ fixed: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log.filter((entry) => /^(give up|ready\?|create)/.test(entry))).toEqual([
      'give up',
      'ready?',
      'ready?',
      'ready?',
      'create a',
    ]);
  });

  it('goes back to what was replaced, where the replacement failed and the template is the old one again', async () => {
    const id = await made({ a: thing({ fixed: 'x' }) });
    const old = (await house.rows(id))['a']?.physicalId;
    house.fake.fails('create', 'a', new Error('boom'), 1);
    await house.update(id, { a: thing({ fixed: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    await house.update(id, { a: thing({ fixed: 'x' }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['a']).toMatchObject({
      physicalId: old,
      replacedBy: null,
      properties: { fixed: 'x' },
    });
    expect(house.fake.objects.size).toBe(1);
  });

  it('stands on what it stood on before, until its update is over', async () => {
    const from = (name: string) => ({ a: thing({ live: { get_resource: name } }), b: thing(), c: thing() });
    const id = await made(from('b'));
    house.fake.fails('update', 'a', new Error('boom'));
    await house.update(id, from('c'));
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect((await house.rows(id))['a']?.requires).toEqual(['b', 'c']);
    house.fake.log.length = 0;
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.log.filter((line) => line.startsWith('delete'))[0]).toBe('delete a');
  });

  it('refuses what may never change', async () => {
    const id = await made({ a: thing({ never: 'x' }) });
    await house.update(id, { a: thing({ never: 'y' }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect(await house.reason(id)).toMatch(
      /^Resource UPDATE failed: NotSupported: resources.a: Update to properties never/,
    );
  });

  it('fails with the resource whose properties turn out to be wrong', async () => {
    const before = { a: thing({ live: '5' }), b: thing({ size: { get_attr: ['a', 'live'] } }) };
    const id = await made(before);
    await house.update(id, { ...before, a: thing({ live: 'many' }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect(await house.reason(id)).toMatch(/^Resource UPDATE failed: \w+: resources.b: .*many/);
    expect(await house.states(id)).toEqual({ a: 'UPDATE_COMPLETE', b: 'UPDATE_FAILED' });
  });

  it('obeys restricted actions', async () => {
    const environment = { resource_registry: { resources: { a: { restricted_actions: 'replace' } } } };
    const id = await made({ a: thing({ fixed: 'x' }) }, { environment });
    await house.update(id, { a: thing({ fixed: 'y' }) }, { environment });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    expect(await house.reason(id)).toBe(
      'Resource UPDATE failed: ResourceActionRestricted: resources.a: replace is restricted for resource.',
    );
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE' });
  });

  it('a second update takes over from a running one', async () => {
    const id = await made({ a: thing() });
    house.fake.buildTime = 400;
    await house.update(id, { a: thing(), b: thing(), c: thing({ live: { get_resource: 'b' } }) });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await house.update(id, { a: thing(), d: thing() });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE', d: 'CREATE_COMPLETE' });
    expect(house.fake.objects.size).toBe(2);
    expect(house.fake.log).not.toContain('create c');
  });

  it('settles what a superseded update left, and does not make it twice', async () => {
    const id = await made({ a: thing() });
    house.fake.buildTime = 300;
    await house.update(id, { a: thing(), b: thing({ live: 'x' }) });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await house.update(id, { a: thing(), b: thing({ live: 'x' }), n: note() });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log.filter((line) => line === 'create b')).toHaveLength(1);
    expect(house.fake.objects.size).toBe(2);
  });

  it('cancel with rollback', async () => {
    const id = await made({ a: thing({ live: 'x' }) });
    house.fake.buildTime = 60_000;
    await house.update(id, { a: thing({ live: 'y' }), b: thing() });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await house.orchestrator.act(house.caller(), await house.stack(id), 'cancel_update');
    expect(await house.rest(id)).toBe('ROLLBACK_COMPLETE');
    expect((await house.rows(id))['a']?.properties).toEqual({ live: 'x' });
    expect(house.fake.objects.size).toBe(1);
  });

  it('cancel without rollback lets what is under way finish', async () => {
    house.fake.buildTime = 300;
    const id = await house.create({ a: thing(), b: thing({ live: { get_resource: 'a' } }) });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await house.orchestrator.act(house.caller(), await house.stack(id), 'cancel_without_rollback');
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    expect(await house.reason(id)).toBe('Stack CREATE cancelled');
    expect(await house.states(id)).toEqual({ a: 'CREATE_COMPLETE' });
    await expect(house.orchestrator.act(house.caller(), await house.stack(id), 'cancel_update')).rejects.toThrow(
      'Cancelling update when stack is CREATE_FAILED is not supported.',
    );
  });

  it('delete takes over from anything', async () => {
    house.fake.buildTime = 60_000;
    const id = await house.create({ a: thing(), b: thing() });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });

  it('keeps what its policy retains', async () => {
    const id = await made({ a: thing({}, { deletion_policy: 'retain' }), b: thing() });
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(1);
  });

  it('replaces what was marked unhealthy', async () => {
    const id = await made({ a: thing() });
    await house.orchestrator.markUnhealthy(house.caller(), await house.stack(id), 'a', true, 'ill');
    expect(await house.states(id)).toEqual({ a: 'CHECK_FAILED' });
    await house.update(id, { a: thing() });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(house.fake.log).toEqual(['create a', 'delete a']);
  });

  it('shows beforehand what it would do', async () => {
    const id = await made({ a: thing({ live: 'x' }), b: thing({ fixed: 'x' }), c: thing(), d: thing() });
    const { template } = await import('./house.ts');
    const preview = await house.orchestrator.previewUpdate(house.caller(), await house.stack(id), {
      template: template({ a: thing({ live: 'y' }), b: thing({ fixed: 'y' }), c: thing(), e: thing() }),
    });
    const names = (views: { row: { name: string } }[]) => views.map(({ row }) => row.name);
    expect({
      updated: names(preview.updated),
      replaced: names(preview.replaced),
      unchanged: names(preview.unchanged),
      added: names(preview.added),
      deleted: names(preview.deleted),
    }).toEqual({ updated: ['a'], replaced: ['b'], unchanged: ['c'], added: ['e'], deleted: ['d'] });
    expect(preview.plan.summary).toEqual({ create: 1, update: 1, replace: 1, keep: 1, delete: 1 });
  });

  it('refuses to update a suspended stack', async () => {
    const id = await made({ a: thing() });
    await house.orchestrator.act(house.caller(), await house.stack(id), 'suspend');
    expect(await house.rest(id)).toBe('SUSPEND_COMPLETE');
    await expect(house.update(id, {})).rejects.toThrow('Updating a stack when it is suspended is not supported.');
    await house.orchestrator.act(house.caller(), await house.stack(id), 'resume');
    expect(await house.rest(id)).toBe('RESUME_COMPLETE');
    expect(house.fake.log).toEqual(['suspend a', 'resume a']);
  });
});
