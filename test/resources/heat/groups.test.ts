import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cloud } from '../../../src/openstack/cloud.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import { memberNames, nextBatch } from '../../../src/resources/heat/group-template.ts';
import { templateResource } from '../../../src/resources/template-resource.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { Driven } from '../driver.ts';
import { FakeNested } from './nested.ts';

const cloud = { projectId: 'project', userId: 'user', region: undefined, roles: [] } as unknown as Cloud;
const type = (name: string) => catalogue.get(name) as ResourceType;
function group(name = 'OS::Heat::ResourceGroup') {
  const nested = new FakeNested();
  return { nested, driven: new Driven(type(name), { cloud, nested }, 'grp') };
}
const def = (value: string) => ({
  type: 'OS::Heat::TestResource',
  properties: { value, none: null },
  metadata: { m: '%index%' },
});
const values = (template: ValueMap) =>
  Object.entries(template.resources as Record<string, ValueMap>).map(
    ([name, { properties }]) => `${name}=${(properties as ValueMap).value}`,
  );

describe('OS::Heat::ResourceGroup', () => {
  it('makes members of one definition, their names in place of the index variable', async () => {
    const { nested, driven } = group();
    await driven.create({ count: 3, resource_def: def('v-%index%-%index%') });
    expect(values(nested.current as ValueMap)).toEqual(['0=v-0-0', '1=v-1-1', '2=v-2-2']);
    expect(nested.resources['0']).toEqual({
      type: 'OS::Heat::TestResource',
      properties: { value: 'v-0-0' },
      metadata: { m: '%index%' },
    });
    expect(driven.reference).toBe('nested-id');
    expect(await driven.attribute('refs')).toEqual(['ref-0', 'ref-1', 'ref-2']);
    expect(await driven.attribute('refs', 1)).toBe('ref-1');
    expect(await driven.attribute('refs_map')).toEqual({ 0: 'ref-0', 1: 'ref-1', 2: 'ref-2' });
    expect(await driven.attribute('output')).toEqual(['0:output', '1:output', '2:output']);
    expect(await driven.attribute('networks', 'private', 0)).toEqual([
      '0:networks/private/0',
      '1:networks/private/0',
      '2:networks/private/0',
    ]);
    expect(await driven.attribute('attributes', 'output')).toEqual({ 0: '0:output', 1: '1:output', 2: '2:output' });
    expect(await driven.attribute('resource.1')).toBe('ref-1');
    expect(await driven.attribute('resource.1.output')).toBe('1:output');
    expect(await driven.attribute('resource.1', 'output')).toBe('1:output');
    await expect(driven.attribute('resource.7')).rejects.toThrow("Member '7' not found in group resource 'grp'.");
    await expect(driven.attribute('resource.7.output')).rejects.toThrow("Member '7'");
    await expect(driven.attribute('attributes')).rejects.toThrow('attributes');
    expect(await driven.update({ count: 1, resource_def: def('v-%index%-%index%') })).toBe('updated');
    expect(Object.keys(nested.resources)).toEqual(['0']);
    await driven.delete();
    expect(nested.current).toBeNull();
  });
  it('of none is an empty stack', async () => {
    const { nested, driven } = group();
    await driven.create({ count: 0, resource_def: def('v') }, { batch_create: { max_batch_size: 2 } });
    expect(nested.resources).toEqual({});
    expect(await driven.attribute('refs')).toEqual([]);
  });
  it('never uses names again that were removed, unless told to', async () => {
    const { nested, driven } = group();
    const given = (count: number, list: (string | number)[], mode = 'append') => ({
      count,
      resource_def: def('v'),
      removal_policies: [{ resource_list: list }],
      removal_policies_mode: mode,
    });
    await driven.create(given(3, []));
    await driven.update(given(3, ['ref-1', 'unknown']));
    expect(Object.keys(nested.resources)).toEqual(['0', '2', '3']);
    await driven.update(given(3, [0]));
    expect(Object.keys(nested.resources)).toEqual(['2', '3', '4']);
    expect(await driven.attribute('removed_rsrc_list')).toEqual(['0', '1']);
    await driven.update(given(3, ['2'], 'update'));
    expect(Object.keys(nested.resources)).toEqual(['0', '1', '3']);
    expect(driven.data.get('name_blacklist')).toBe('2');
  });
  it('knows a member to be removed by the id that lists of resources show', async () => {
    const { nested, driven } = group();
    await driven.create({ count: 3, resource_def: def('v') });
    await driven.update({ count: 2, resource_def: def('v'), removal_policies: [{ resource_list: ['id-1'] }] });
    expect(Object.keys(nested.resources)).toEqual(['0', '2']);
  });
  it('creates in batches', async () => {
    const { nested, driven } = group();
    await driven.create({ count: 5, resource_def: def('v') }, { batch_create: { max_batch_size: 2 } });
    expect(nested.history.map((template) => Object.keys(template.resources as ValueMap).length)).toEqual([2, 4, 5]);
  });
  it('updates in batches, with pauses, from the highest name down', async () => {
    const { nested, driven } = group();
    await driven.create({ count: 3, resource_def: def('old') });
    const begun = Date.now();
    await driven.update(
      { count: 3, resource_def: def('new') },
      { rolling_update: { max_batch_size: 2, pause_time: 0.1 } },
    );
    expect(nested.history.slice(1).map(values)).toEqual([
      expect.arrayContaining(['2=new', '1=new', '0=old']),
      expect.arrayContaining(['2=new', '1=new', '0=new']),
    ]);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(100);
    expect([...driven.data.keys()]).toEqual([]);
  });
  it('keeps the least number in service by growing for a while', async () => {
    const { nested, driven } = group();
    await driven.create({ count: 2, resource_def: def('old') });
    await driven.update(
      { count: 2, resource_def: def('new') },
      { rolling_update: { max_batch_size: 1, min_in_service: 2 } },
    );
    const sizes = nested.history.slice(1).map((template) => Object.keys(template.resources as ValueMap).length);
    expect(Math.max(...sizes)).toBe(3);
    expect(sizes.at(-1)).toBe(2);
    expect(values(nested.current as ValueMap).sort()).toEqual(['0=new', '1=new']);
  });
  it('refuses pauses longer than the stack has', async () => {
    const { driven } = group();
    const policy = { batch_create: { max_batch_size: 1, pause_time: 4000 } };
    await expect(driven.create({ count: 3, resource_def: def('v') }, policy)).rejects.toThrow('stack update timeout');
  });
  it('suspends, resumes, checks', async () => {
    const { nested, driven } = group();
    await driven.create({ resource_def: def('v') });
    await driven.check();
    expect([nested.action, await driven.type.checked?.(driven)]).toEqual(['CHECK', true]);
    await driven.type.suspend?.(driven);
    expect([nested.action, await driven.type.suspended?.(driven)]).toEqual(['SUSPEND', true]);
  });

  it('reaches what is wanted from anywhere, and never serves fewer or changes more than allowed', () => {
    const define = (name: string) => ({ type: 'T', properties: { value: `new-${name}` } });
    fc.assert(
      fc.property(
        fc.record({
          present: fc.dictionary(fc.integer({ min: 0, max: 8 }).map(String), fc.boolean(), { maxKeys: 8 }),
          target: fc.integer({ min: 0, max: 8 }),
          maxBatchSize: fc.integer({ min: 1, max: 4 }),
          minInService: fc.integer({ min: 0, max: 8 }),
          skipped: fc.uniqueArray(fc.integer({ min: 0, max: 8 }).map(String), { maxLength: 3 }),
        }),
        ({ present, skipped, ...limits }) => {
          const rolling = { ...limits, skipped: new Set(skipped), define };
          let members = new Map(
            Object.entries(present).map(
              ([name, isNew]) =>
                [name, isNew ? define(name) : { type: 'T', properties: { value: 'old' } }] as [string, ValueMap],
            ),
          );
          for (let round = 0; ; round++) {
            expect(round).toBeLessThan(60);
            const next = nextBatch(members, rolling);
            if (next === null) break;
            const before = members;
            members = new Map(next);
            const same = [...members].filter(
              ([name, one]) => before.has(name) && JSON.stringify(before.get(name)) === JSON.stringify(one),
            );
            const usable = [...before.keys()].filter((name) => !rolling.skipped.has(name)).length;
            const least = Math.min(limits.minInService, limits.target, usable);
            expect(same.length).toBeGreaterThanOrEqual(least);
            expect(members.size - same.length).toBeLessThanOrEqual(limits.maxBatchSize);
          }
          expect([...members.keys()].sort()).toEqual(memberNames(limits.target, rolling.skipped).sort());
          for (const [name, one] of members) expect(one).toEqual(define(name));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('OS::Heat::ResourceChain', () => {
  it('makes each member after the one before', async () => {
    const { nested, driven } = group('OS::Heat::ResourceChain');
    await driven.create({ resources: ['A', 'B', 'C'], resource_properties: { p: 1 } });
    expect(nested.resources).toEqual({
      0: { type: 'A', properties: { p: 1 } },
      1: { type: 'B', properties: { p: 1 }, depends_on: ['0'] },
      2: { type: 'C', properties: { p: 1 }, depends_on: ['1'] },
    });
    expect(await driven.attribute('refs')).toEqual(['ref-0', 'ref-1', 'ref-2']);
    expect(await driven.attribute('resource.2.x')).toBe('2:x');
  });
  it('or all at once', async () => {
    const { nested, driven } = group('OS::Heat::ResourceChain');
    await driven.create({ resources: ['A', 'B'], concurrent: true });
    expect(nested.resources['1']).toEqual({ type: 'B' });
  });
});

describe('a template as resource', () => {
  const schema = {
    name: 'my.yaml',
    properties: {
      list: { type: 'list' as const, updateAllowed: true },
      text: { type: 'string' as const },
      none: { type: 'string' as const },
    },
    attributes: { out: {} },
    updatePolicy: {},
    support: { status: 'SUPPORTED' as const },
    deletionPolicies: ['Delete' as const],
    translation: [],
  };
  it('hands its properties on as parameters and its outputs as attributes', async () => {
    const nested = new FakeNested();
    nested.outputsGiven = { out: { a: [1, 2] } };
    const driven = new Driven(templateResource(schema, { heat_template_version: 'x' }), { cloud, nested });
    await driven.create({ list: ['a', 'b'], text: 't' });
    expect(nested.given).toEqual({ list: 'a,b', text: 't' });
    expect(driven.reference).toBe(`arn:openstack:heat::project:stacks/${driven.physicalName}/nested-id`);
    expect(await driven.attribute('out', 'a', 1)).toBe(2);
    expect(await driven.attribute('resource.x', 'y')).toBe('x:y');
    await expect(driven.attribute('missing')).rejects.toThrow('missing');
  });
  it('stands for what its output OS::stack_id says', async () => {
    const nested = new FakeNested();
    nested.outputsGiven = { 'OS::stack_id': 'server-1' };
    const driven = new Driven(templateResource(schema, 'text'), { cloud, nested });
    await driven.create({});
    expect(driven.reference).toBe('server-1');
  });
});
