/** A create whose answer was lost is remembered until what it made has been looked for; one that was refused is not. */
import { afterEach, expect, it } from 'vitest';
import { HeatError } from '../../../src/errors.ts';
import { CloudError } from '../../../src/openstack/cloud.ts';
import { House } from '../house.ts';

const failure = (outcome: 'refused' | 'unknown') => new CloudError('no', { service: 'fake', status: 500, outcome });
const HOUR = 3_600_000;

let house: House;
let now = Date.now();
afterEach(() => house.close());

async function createInVain(error: Error): Promise<string> {
  now = Date.now();
  house = await House.open({}, { clock: () => now });
  house.fake.fails('create', 'a', error);
  const id = await house.create({ a: { type: 'Fake::Thing' } });
  expect(await house.rest(id)).toBe('CREATE_FAILED');
  return id;
}

it('an object that comes late is found when the stack is deleted, by the time of its making', async () => {
  const begun = Date.now();
  const id = await createInVain(failure('unknown'));
  const row = (await house.rows(id))['a'];
  const late = {
    id: 'late',
    marker: row?.id ?? '',
    name: 'late',
    properties: {},
    status: 'ACTIVE',
    mood: 'calm',
  } as const;
  house.fake.objects.set('late', late);
  now += HOUR;
  await house.delete(id);
  expect(await house.rest(id)).toBe('DELETE_COMPLETE');
  expect(house.fake.objects.size).toBe(0);
  expect(house.fake.soughtSince.length).toBeGreaterThan(1);
  for (const since of house.fake.soughtSince) expect(since - begun).toBeLessThan(HOUR / 2);
});

it.each([
  ['the cloud refused', failure('refused')],
  ['the engine refused', new HeatError('StackValidationFailed', 'no')],
])('nothing is sought where %s', async (_who, error) => {
  const id = await createInVain(error);
  await house.delete(id);
  expect(await house.rest(id)).toBe('DELETE_COMPLETE');
  expect(house.fake.soughtSince).toEqual([]);
});
