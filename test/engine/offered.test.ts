import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { House, note, template, thing } from './house.ts';

describe('types that a caller may not use', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const create = (resources: Parameters<typeof template>[0], mayUseType: (name: string) => boolean) =>
    house.orchestrator.create(house.caller({ mayUseType }), { stackName: 's', template: template(resources) });

  it('are refused before anything is stored', async () => {
    const asked = create({ a: thing(), b: note() }, (name) => name !== 'Fake::Note');
    await expect(asked).rejects.toMatchObject({
      code: 'Forbidden',
      message: 'You are not authorized to use Fake::Note.',
    });
    expect(await house.orchestrator.list(house.caller(), {}, {})).toEqual([]);
  });

  it('do not hinder templates without them', async () => {
    const { stackId } = await create({ a: thing() }, (name) => name !== 'Fake::Note');
    expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
  });

  it('are neither listed nor shown', async () => {
    const caller = house.caller({ mayUseType: (name) => name !== 'Fake::Note' });
    expect((await house.orchestrator.resourceTypes(caller, {})).map(({ name }) => name)).toEqual([
      'Fake::Thing',
      'Fake::Nest',
      'Fake::Ear',
    ]);
    await expect(house.orchestrator.resourceTypeSchema(caller, 'Fake::Note')).rejects.toMatchObject({
      code: 'Forbidden',
    });
  });
});
