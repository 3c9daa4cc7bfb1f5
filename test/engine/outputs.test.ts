/** What outputs tell is so: attributes that others can change are read again when they did, or when they are asked for. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CloudError } from '../../src/openstack/cloud.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House, onBothDatabases, thing } from './house.ts';

onBothDatabases('outputs', () => {
  let house: House;
  afterEach(() => house.close());
  beforeEach(async () => {
    house = await House.open({ attribute_patience: 0.3 });
  });

  const told = async (id: string) =>
    Object.fromEntries(
      (await house.orchestrator.show(house.caller(), await house.stack(id), { resolveOutputs: true })).outputs?.map(
        ({ key, value, error }) => [key, error ?? value],
      ) ?? [],
    );
  const objectOf = async (id: string, name: string) => {
    const row = (await house.rows(id))[name];
    const object = house.fake.objects.get(row?.physicalId ?? '');
    if (object === undefined) throw new Error(`${name} is not there`);
    return object;
  };

  describe('of a resource that stays as it is', () => {
    const last = (live: string): ValueMap => ({
      last: thing({ live }),
      middle: thing({ fixed: { get_resource: 'last' } }),
      first: thing({ fixed: { get_resource: 'middle' } }),
      aside: thing({ live: 'aside' }),
      copy: thing({ live: { get_attr: ['first', 'borrowed'] } }),
    });
    const outputs: ValueMap = {
      near: { value: { get_attr: ['middle', 'borrowed'] } },
      far: { value: { get_attr: ['first', 'borrowed'] } },
      aside: { value: { get_attr: ['aside', 'live'] } },
      copy: { value: { get_attr: ['copy', 'live'] } },
    };

    it('follow what it depends on, near and far, and so do resources that are given them', async () => {
      const id = await house.create(last('one'), { outputs });
      expect(await house.rest(id)).toBe('CREATE_COMPLETE');
      expect(await told(id)).toEqual({ near: 'one', far: 'one', aside: 'aside', copy: 'one' });
      house.fake.log.length = 0;
      await house.update(id, last('two'), { outputs });
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
      expect(await told(id)).toEqual({ near: 'two', far: 'two', aside: 'aside', copy: 'two' });
      // Read again by the run, once; what has nothing to do with it is not read.
      expect(house.fake.log.filter((line) => line.startsWith('read ')).sort()).toEqual([
        'read copy.live',
        'read first.borrowed',
        'read middle.borrowed',
      ]);
      expect((await objectOf(id, 'copy')).properties.live).toBe('two');
      const { middle } = await house.rows(id);
      expect(middle).toMatchObject({ action: 'CREATE', attributes: { borrowed: 'two' } });
    });

    it('are foreseen: a plan does not promise that a resource stays that is given one of them', async () => {
      const id = await house.create(last('one'), { outputs });
      expect(await house.rest(id)).toBe('CREATE_COMPLETE');
      await house.update(id, last('two'), { outputs });
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
      expect(house.complaints).toEqual([]);
    });

    it('are told anew after an update that died in the middle', async () => {
      const id = await house.create(last('one'), { outputs });
      expect(await house.rest(id)).toBe('CREATE_COMPLETE');
      // All that is left of the run is in the rows.
      house.fake.fails('update', 'copy', new Error('no'));
      await house.update(id, last('two'), { outputs });
      expect(await house.rest(id)).toBe('UPDATE_FAILED');
      expect(await told(id)).toMatchObject({ near: 'two', far: 'two' });
    });
  });

  describe('of attributes that live', () => {
    const outputs: ValueMap = { mood: { value: { get_attr: ['one', 'mood'] } } };
    const create = async () => {
      const id = await house.create({ one: thing(), two: thing({ live: { get_attr: ['one', 'mood'] } }) }, { outputs });
      expect(await house.rest(id)).toBe('CREATE_COMPLETE');
      return id;
    };

    it('tell how it is now, and leave what the run has to go by as it was', async () => {
      const id = await create();
      expect(await told(id)).toEqual({ mood: 'calm' });
      (await objectOf(id, 'one')).mood = 'wild';
      expect(await told(id)).toEqual({ mood: 'wild' });
      const view = await house.orchestrator.resource(house.caller(), await house.stack(id), 'one', {
        withAttributes: true,
      });
      expect(view.attributes).toMatchObject({ mood: 'wild' });
      expect((await house.rows(id)).one?.attributes).toMatchObject({ mood: 'calm' });
    });

    it.each([
      ['does not answer', () => new Promise<never>(() => {})],
      [
        'cannot answer now',
        async () => Promise.reject(new CloudError('busy', { service: 'fake', status: 503, outcome: 'refused' })),
      ],
    ])('tell what was last known where the cloud %s', async (_what, answer) => {
      const id = await create();
      (await objectOf(id, 'one')).mood = 'wild';
      house.fake.on('read', 'one', answer);
      const began = performance.now();
      expect(await told(id)).toEqual({ mood: 'calm' });
      expect(performance.now() - began).toBeLessThan(5_000);
    });

    it('are not asked about by lists', async () => {
      const id = await create();
      house.fake.log.length = 0;
      await house.orchestrator.list(house.caller(), { projectId: 'p' }, {});
      await house.orchestrator.resources(house.caller(), await house.stack(id), { nestedDepth: 0 });
      expect(house.fake.log).toEqual([]);
    });
  });
});

it('every attribute that lives is one of the schema, and none of those is kept nowhere as it is', () => {
  for (const name of catalogue.names()) {
    for (const [attribute, { lives, cache }] of Object.entries(catalogue.get(name)?.attributes ?? {})) {
      if (lives) expect(`${name} ${attribute} ${cache ?? 'local'}`).toBe(`${name} ${attribute} local`);
    }
  }
});
