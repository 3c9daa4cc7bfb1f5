/** How many resources a stack may have with all that is nested in it: told from numbers, before anything is made or listed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import type { StackRequest } from '../../src/engine/orchestrator.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House } from './house.ts';

const VERSION = '2021-04-16';
const REFUSAL = {
  code: 'RequestLimitExceeded',
  message: 'Request limit exceeded: Maximum resources per stack exceeded.',
};

let house: House;
beforeEach(async () => {
  house = await House.open({}, { catalogue, registry: baseRegistry(catalogue), templateType });
});
afterEach(() => house.close());

const none = { type: 'OS::Heat::None' };
const group = (count: ValueMap[string], member: ValueMap = none) => ({
  type: 'OS::Heat::ResourceGroup',
  properties: { count, resource_def: member },
});
const request = (resources: ValueMap, more: Partial<StackRequest> = {}): StackRequest => ({
  stackName: 's',
  template: { heat_template_version: VERSION, resources },
  ...more,
});

const file = (width: number, type: string) =>
  `heat_template_version: ${VERSION}\nresources:\n${Array.from({ length: width }, (_, i) => `  r${i}: {type: ${type}}\n`).join('')}`;

const TOO_MANY: Record<string, StackRequest> = {
  'a group of a billion': request({ g: group(1_000_000_000) }),
  'a group of more than a number can hold': request({ g: group(10n ** 30n) }),
  'a group of one too many': request({ g: group(1000) }),
  'groups that multiply': request({ g: group(40, group(40)) }),
  'a chain': request({
    c: { type: 'OS::Heat::ResourceChain', properties: { resources: new Array(1001).fill('OS::Heat::None') } },
  }),
  'files that multiply': request(
    { a: { type: 'a.yaml' }, b: { type: 'a.yaml' } },
    { files: { 'a.yaml': file(10, 'b.yaml'), 'b.yaml': file(10, 'c.yaml'), 'c.yaml': file(10, 'OS::Heat::None') } },
  ),
  'files that make of the same more': request(
    { small: { type: 'a.yaml', properties: { n: 1 } }, large: { type: 'a.yaml', properties: { n: 999 } } },
    {
      files: {
        'a.yaml': `
heat_template_version: ${VERSION}
parameters: {n: {type: number}}
resources: {g: {type: OS::Heat::ResourceGroup, properties: {count: {get_param: n}, resource_def: {type: OS::Heat::None}}}}`,
      },
    },
  ),
};

describe.each(Object.entries(TOO_MANY))('%s', (_name, asked) => {
  it('is refused before anything is made', async () => {
    await expect(house.orchestrator.previewCreate(house.caller(), asked)).rejects.toMatchObject(REFUSAL);
    await expect(house.orchestrator.create(house.caller(), asked)).rejects.toMatchObject(REFUSAL);
    expect(await house.store.stacks({ showNested: true })).toEqual([]);
  });

  it('is refused to an update', async () => {
    const { stackId } = await house.orchestrator.create(house.caller(), request({ n: none }));
    expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
    const stack = await house.stack(stackId);
    await expect(house.orchestrator.previewUpdate(house.caller(), stack, asked)).rejects.toMatchObject(REFUSAL);
    await expect(house.orchestrator.update(house.caller(), stack, asked)).rejects.toMatchObject(REFUSAL);
  });
});

it('as many as there may be are made', async () => {
  const asked = request({ g: group(9, group(10)) }, { stackName: 'fits' });
  const { resources } = await house.orchestrator.previewCreate(house.caller(), asked);
  expect(resources).toHaveLength(1);
});

it('templates that are nested so often that they are too long together are refused before anything is made of them', async () => {
  const text = (length: number) => `heat_template_version: ${VERSION}\ndescription: ${'x'.repeat(length)}\n`;
  const nested = (times: number) =>
    request(Object.fromEntries(Array.from({ length: times }, (_, i) => [`r${i}`, { type: 'n.yaml' }])), {
      files: { 'n.yaml': text(400_000) },
    });
  const refused = { code: 'RequestLimitExceeded', message: expect.stringMatching(/more than 33554432 characters/) };
  await expect(house.orchestrator.previewCreate(house.caller(), nested(90))).rejects.toMatchObject(refused);
  const many = request({ g: group(90, { type: 'n.yaml' }) }, { files: { 'n.yaml': text(400_000) } });
  await expect(house.orchestrator.previewCreate(house.caller(), many)).rejects.toMatchObject(refused);
  const { resources } = await house.orchestrator.previewCreate(house.caller(), nested(2));
  expect(resources).toHaveLength(2);
});

it('a number that only the run tells fails its group, and the stack can be deleted', async () => {
  const asked = request({
    v: { type: 'OS::Heat::Value', properties: { value: 1_000_000_000 } },
    g: group({ get_attr: ['v', 'value'] }),
    chain: { type: 'OS::Heat::None', depends_on: ['g'] },
  });
  const { stackId } = await house.orchestrator.create(house.caller(), asked);
  expect(await house.rest(stackId)).toBe('CREATE_FAILED');
  expect(await house.reason(stackId)).toContain(REFUSAL.message);
  const group_ = await house.orchestrator.show(house.caller(), await house.stack(stackId), { resolveOutputs: true });
  expect(group_.row.status).toBe('FAILED');
  await house.orchestrator.delete(house.caller(), await house.stack(stackId));
  expect(await house.rest(stackId)).toBe('DELETE_COMPLETE');
});
