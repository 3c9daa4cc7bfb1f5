/** What stacks cost Keystone: one trust and one login for all of a user's, however many, and however deep. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

let house: WholeHouse;
beforeAll(async () => {
  house = await openWholeHouse();
});
afterAll(() => house.close());

const figures = () => {
  const { created, totals } = house.cloud.inspect();
  return { logins: created.token ?? 0, made: created.trust ?? 0, trusts: totals.trust ?? 0 };
};

async function made(name: string, request: object): Promise<string> {
  const { status, json } = await house.call('POST', '/stacks', { stack_name: name, ...request });
  expect(status).toBe(201);
  return `/stacks/${name}/${(json.stack as { id: string }).id}`;
}

const NET = { type: 'OS::Neutron::Net', properties: { name: 'one' } };
const SMALL = { template: { heat_template_version: '2021-04-16', resources: { net: NET } } };
const NESTED = {
  template: {
    heat_template_version: '2021-04-16',
    resources: {
      group: {
        type: 'OS::Heat::ResourceGroup',
        properties: { count: 20, resource_def: { type: 'member.yaml' } },
      },
    },
  },
  files: { 'member.yaml': JSON.stringify(SMALL.template) },
};

it('twenty stacks at once, and one of twenty nested ones, take one trust and one login', async () => {
  // Whoever came before has logged in, the service user and demo.
  const first = await made('first', SMALL);
  expect(await house.rest(first)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  const before = figures();
  expect(before.trusts).toBe(1);
  const stacks = await Promise.all([
    ...Array.from({ length: 20 }, (_, index) => made(`s${index}`, SMALL)),
    made('nested', NESTED),
  ]);
  for (const path of stacks) expect(await house.rest(path)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  expect(figures()).toEqual(before);

  // The first one's end is not that of the others.
  await house.call('DELETE', first);
  expect(await house.rest(first)).toMatchObject({ stack_status: 'DELETE_COMPLETE' });
  expect(figures().trusts).toBe(1);
  await Promise.all(stacks.map((path) => house.call('DELETE', path)));
  for (const path of stacks) expect(await house.rest(path)).toMatchObject({ stack_status: 'DELETE_COMPLETE' });
  expect(figures()).toEqual({ ...before, trusts: 0 });
  expect(house.things().network ?? 0).toBe(0);
});

it('a trust that was taken away in Keystone is made anew for the next stack', async () => {
  const one = await made('one', SMALL);
  await house.rest(one);
  const { made: before } = figures();
  const demo = await house.freshToken();
  const trusts = await fetch(`${house.cloud.identityUrl}/OS-TRUST/trusts?trustor_user_id=${await userOf(demo)}`, {
    headers: { 'x-auth-token': demo },
  });
  for (const { id } of ((await trusts.json()) as { trusts: { id: string }[] }).trusts) {
    await fetch(`${house.cloud.identityUrl}/OS-TRUST/trusts/${id}`, {
      method: 'DELETE',
      headers: { 'x-auth-token': demo },
    });
  }
  const two = await made('two', SMALL);
  expect(await house.rest(two)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  expect(figures().made).toBe(before + 1);
});

async function userOf(token: string): Promise<string> {
  const headers = { 'x-auth-token': token, 'x-subject-token': token };
  const answer = await fetch(`${house.cloud.identityUrl}/auth/tokens`, { headers });
  return ((await answer.json()) as { token: { user: { id: string } } }).token.user.id;
}
