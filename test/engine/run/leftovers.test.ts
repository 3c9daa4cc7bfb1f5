import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { templateType } from '../../../src/cli/wiring/template-types.ts';
import { HeatError } from '../../../src/errors.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { baseRegistry } from '../../../src/template/environment/index.ts';
import { House, onBothDatabases, thing } from '../house.ts';

onBothDatabases('what turns out to need a replacement', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  it('leaves no row behind that nothing stands for', async () => {
    const id = await house.create({ one: thing({ live: 'a' }), two: thing({ live: { get_resource: 'one' } }) });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    const before = await house.rows(id);
    house.fake.fails('update', 'one', new HeatError('UpdateReplace', 'only another one will do'), 1);
    await house.update(id, { one: thing({ live: 'b' }), two: thing({ live: { get_resource: 'one' } }) });
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    const rows = await house.store.resources(id);
    expect(rows.map(({ name }) => name).sort()).toEqual(['one', 'two']);
    // Nobody could have foreseen it; it is told.
    expect(house.deviations.splice(0)).not.toEqual([]);
    const now = await house.rows(id);
    expect(now.one?.id).not.toBe(before.one?.id);
    expect([...house.fake.objects.keys()].sort()).toEqual([now.one?.physicalId, now.two?.physicalId].sort());
    expect(house.fake.objects.get(now.two?.physicalId ?? '')?.properties.live).toBe(now.one?.physicalId);
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect(house.fake.objects.size).toBe(0);
  });
});

describe('a nested stack that somebody deleted', () => {
  it('is made anew by the next update, and the row of the old one goes', async () => {
    const house = await House.open({}, { catalogue, registry: baseRegistry(catalogue), templateType });
    try {
      const group = (value: string) => ({
        group: {
          type: 'OS::Heat::ResourceGroup',
          properties: {
            count: 2,
            resource_def: { type: 'OS::Heat::TestResource', properties: { value } },
          },
        },
      });
      const id = await house.create(group('a'));
      expect(await house.rest(id)).toBe('CREATE_COMPLETE');
      const nestedId = (await house.rows(id)).group?.nestedStackId ?? '';
      await house.orchestrator.delete(house.caller(), await house.stack(nestedId));
      expect(await house.rest(nestedId)).toBe('DELETE_COMPLETE');
      await house.update(id, group('b'));
      expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
      expect(await house.store.resources(id)).toHaveLength(1);
      const now = (await house.rows(id)).group?.nestedStackId ?? '';
      expect(now).not.toBe(nestedId);
      expect(Object.keys(await house.rows(now)).sort()).toEqual(['0', '1']);
    } finally {
      await house.close();
    }
  });
});
