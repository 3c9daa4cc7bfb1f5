/** What the planner looks at before it speaks, and what it leaves alone. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { House, onBothDatabases, template, thing } from '../house.ts';

onBothDatabases('before a plan is made', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const decisions = async (id: string, resources: ValueMap) => {
    const request = { template: template(resources) };
    const { plan } = await house.orchestrator.previewUpdate(house.caller(), await house.stack(id), request);
    return Object.fromEntries(plan.steps.map(({ id: step, decision }) => [step, decision]));
  };
  async function made(resources: ValueMap): Promise<string> {
    const id = await house.create(resources);
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    return id;
  }

  it('a nested stack that somebody deleted is seen to be gone, and made again', async () => {
    const nest = { n: { type: 'Fake::Nest', properties: { template: JSON.stringify(template({ a: thing() })) } } };
    const id = await made(nest);
    const child = (await house.rows(id))['n']?.nestedStackId ?? '';
    await house.delete(child);
    expect(await house.rest(child)).toBe('DELETE_COMPLETE');
    expect((await decisions(id, nest))['do:n']).toMatchObject({ either: ['replace'], reason: { why: 'gone' } });
    await house.update(id, nest);
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect((await house.rows(id))['n']?.nestedStackId).not.toBe(child);
    expect(house.fake.objects.size).toBe(1);
  });

  it('nothing is asked about what is well, nor about what a user or a check found ill', async () => {
    const type = house.wiring.catalogue.get('Fake::Thing') as ResourceType;
    const asked: string[] = [];
    type.keepFailed = async (op) => {
      asked.push(op.name);
      return true;
    };
    const id = await made({ a: thing({ live: 'x' }), b: thing({ live: 'x' }), c: thing({ live: 'x' }) });
    house.fake.fails('update', 'a', new Error('boom'), 1);
    await house.update(id, { a: thing({ live: 'y' }), b: thing({ live: 'x' }), c: thing({ live: 'x' }) });
    expect(await house.rest(id)).toBe('UPDATE_FAILED');
    await house.orchestrator.markUnhealthy(house.caller(), await house.stack(id), 'b', true, 'the guest says so');
    const next = { a: thing({ live: 'z' }), b: thing({ live: 'z' }), c: thing({ live: 'z' }) };
    expect(await decisions(id, next)).toMatchObject({
      'do:a': { either: ['update'] },
      'do:b': { either: ['replace'], reason: { state: 'CHECK_FAILED', because: 'the guest says so' } },
      'do:c': { either: ['update'] },
    });
    expect(asked).toEqual(['a']);
    await house.update(id, next);
    expect(await house.rest(id)).toBe('UPDATE_COMPLETE');
    expect(asked).toEqual(['a', 'a']);
  });
});
