import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ValueMap } from '../../../src/template/value.ts';
import { arrange } from '../../store/rows.ts';
import { House, onBothDatabases, thing } from '../house.ts';

onBothDatabases('a request reads only the rows that it is about', () => {
  let house: House;
  let id: string;

  const resources: ValueMap = {
    first: thing({ live: 'one' }),
    second: thing({ live: { get_attr: ['first', 'live'] } }),
    pointer: thing({ live: 'ary' }),
    secondary: thing({ live: 'two' }),
    other: thing(),
  };
  const outputs: ValueMap = {
    plain: { value: 'text' },
    live: { value: { get_attr: ['first', 'live'] } },
    both: { value: [{ get_attr: ['first', 'live'] }, { get_attr: ['second', 'live'] }] },
    // A name that is only known when the output is evaluated.
    pointed: {
      value: {
        get_attr: [{ str_replace: { template: 'secondX', params: { X: { get_attr: ['pointer', 'live'] } } } }, 'live'],
      },
    },
  };

  beforeEach(async () => {
    house = await House.open();
    id = await house.create(resources, { outputs });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
  });
  afterEach(() => house.close());

  /** What a call answers, and the rows that were read for it: names, or `all`. */
  async function reading<T>(call: (stack: Awaited<ReturnType<House['stack']>>) => Promise<T>) {
    const stack = await house.stack(id);
    const spy = vi.spyOn(house.store, 'resources');
    try {
      const answer = await call(stack);
      const read = spy.mock.calls.flatMap(([, names]) => names ?? ['all']);
      return { answer, read: [...new Set(read)].sort() };
    } finally {
      spy.mockRestore();
    }
  }
  const caller = () => house.caller();

  describe('outputs', () => {
    it('of a stack, those that they refer to', async () => {
      const { answer, read } = await reading((stack) =>
        house.orchestrator.show(caller(), stack, { resolveOutputs: true }),
      );
      expect(Object.fromEntries(answer.outputs?.map(({ key, value }) => [key, value]) ?? [])).toEqual({
        plain: 'text',
        live: 'one',
        both: ['one', 'one'],
        pointed: 'two',
      });
      expect(read).toEqual(['first', 'pointer', 'second', 'secondary']);
    });

    it('one by itself, also where its reference is found out while it is evaluated', async () => {
      const live = await reading((stack) => house.orchestrator.output(caller(), stack, 'live'));
      expect(live).toMatchObject({ answer: { value: 'one' }, read: ['first'] });
      const pointed = await reading((stack) => house.orchestrator.output(caller(), stack, 'pointed'));
      expect(pointed).toMatchObject({ answer: { value: 'two' }, read: ['pointer', 'secondary'] });
    });

    it('none, when they are not asked for', async () => {
      const { read } = await reading((stack) => house.orchestrator.show(caller(), stack, { resolveOutputs: false }));
      expect(read).toEqual([]);
    });

    it('are kept when they were read from the cloud', async () => {
      await arrange(
        house.store,
        Object.values(await house.rows(id)).map((row) => ({ patch: 'resource', id: row.id, set: { attributes: {} } })),
      );
      const first = [...house.fake.objects.values()].find(({ name }) => name.includes('first'));
      const show = async (live: string) => {
        if (first !== undefined) first.properties.live = live;
        return (await house.orchestrator.output(caller(), await house.stack(id), 'live')).value;
      };
      expect(await show('fresh')).toBe('fresh');
      expect(await show('fresher')).toBe('fresh');
    });
  });

  it('a resource, with those that require it', async () => {
    const { answer, read } = await reading((stack) =>
      house.orchestrator.resource(caller(), stack, 'first', { withAttributes: true }),
    );
    expect(answer).toMatchObject({ row: { name: 'first' }, requiredBy: ['second'], attributes: { live: 'one' } });
    expect(read).toEqual(['first']);
  });

  it('metadata and signals, their resource', async () => {
    const metadata = await reading((stack) => house.orchestrator.metadata(caller(), stack, 'other'));
    expect(metadata).toEqual({ answer: {}, read: ['other'] });
    await expect(reading((stack) => house.orchestrator.metadata(caller(), stack, 'nobody'))).rejects.toMatchObject({
      code: 'ResourceNotFound',
    });
  });

  it('marks a resource by its physical id, which all rows are searched for', async () => {
    const physicalId = (await house.rows(id)).other?.physicalId ?? '';
    await reading((stack) => house.orchestrator.markUnhealthy(caller(), stack, physicalId, true, 'ill'));
    expect((await house.rows(id)).other).toMatchObject({ action: 'CHECK', status: 'FAILED', reason: 'ill' });
  });
});
