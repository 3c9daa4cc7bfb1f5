/** What becomes of a resource that exists, and why; and what may become of it while not every value is known. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orElse } from '../../src/plan/decide.ts';
import { type Current, type Decision, decide, type Observed, type Wanted } from '../../src/plan/index.ts';
import { certain, type Effect, type Fate, type Reason } from '../../src/plan/plan.ts';
import { plainData, prepareProperties } from '../../src/template/properties/index.ts';
import { type ResourceTypeSchema, Unknown } from '../../src/template/schema/types.ts';
import type { Value } from '../../src/template/value.ts';

const THING: ResourceTypeSchema = {
  name: 'Test::Thing',
  properties: {
    live: { type: 'string', updateAllowed: true },
    label: { type: 'string', updateAllowed: true },
    count: { type: 'integer', updateAllowed: true },
    data: { type: 'any', updateAllowed: true },
    fixed: { type: 'string' },
    frozen: { type: 'string', immutable: true },
    ancient: { type: 'string', immutable: true },
  },
  attributes: {},
  updatePolicy: {},
  support: { status: 'SUPPORTED' },
  deletionPolicies: ['Delete'],
  translation: [],
};

type Given = Record<string, Value | Unknown>;

interface Case {
  before?: Given;
  after?: Given;
  type?: Partial<ResourceTypeSchema>;
  current?: Partial<Current>;
  wanted?: Partial<Wanted>;
}

/** Of the one resource that exists, `a`, which has not changed but for what is given. */
function decided({ before = {}, after = before, type = {}, current = {}, wanted = {} }: Case): Decision {
  const schema = { ...THING, ...type };
  const seen = (given: Given) => prepareProperties(schema.properties, [], plainData(given as Record<string, Value>));
  const definition = (given: Given) => ({ type: THING.name, properties: given as Record<string, Value> });
  return decide(
    {
      action: 'CREATE',
      status: 'COMPLETE',
      type: THING.name,
      definition: definition(before),
      properties: seen(before),
      metadata: {},
      externalId: null,
      ...current,
    },
    {
      name: 'a',
      schema,
      definition: definition(after),
      properties: seen(after),
      metadata: {},
      externalId: null,
      restricted: [],
      ...wanted,
    },
  );
}

const unknown = new Unknown('b.address');
const there = (more: Partial<Extract<Observed, { is: 'there' }>> = {}): Observed => ({
  is: 'there',
  mendable: false,
  strayed: {},
  ...more,
});
const mendable = there({ mendable: true });
const CHANGED = { before: { live: 'x' }, after: { live: 'y' } };

describe('the state that a resource is in', () => {
  it.each<[string, Case, Fate, Reason]>([
    ['nothing changed', {}, 'keep', { why: 'unchanged' }],
    [
      'another type, whatever else there is to say',
      { current: { type: 'Test::Other', status: 'FAILED', externalId: 'e' } },
      'replace',
      { why: 'type-changed', before: 'Test::Other', after: 'Test::Thing' },
    ],
    [
      'managed elsewhere, though it failed and differs',
      { ...CHANGED, current: { externalId: 'e', status: 'FAILED' }, wanted: { externalId: 'e' } },
      'keep',
      { why: 'external' },
    ],
    [
      'failed',
      { current: { status: 'FAILED', statusReason: 'no host' } },
      'replace',
      { why: 'failed-before', state: 'CREATE_FAILED', because: 'no host' },
    ],
    [
      'failed, and nobody said why',
      { current: { action: 'UPDATE', status: 'FAILED' } },
      'replace',
      { why: 'failed-before', state: 'UPDATE_FAILED', because: '' },
    ],
    [
      'failed, and the cloud says that no update can mend it',
      { current: { status: 'FAILED', observed: there() } },
      'replace',
      { why: 'failed-before', state: 'CREATE_FAILED', because: '' },
    ],
    [
      'failed, and an update can mend it',
      { current: { status: 'FAILED', observed: mendable } },
      'keep',
      { why: 'unchanged' },
    ],
    [
      'found unhealthy, whatever the cloud says',
      { current: { action: 'CHECK', status: 'FAILED', observed: mendable } },
      'replace',
      { why: 'failed-before', state: 'CHECK_FAILED', because: '' },
    ],
    ['found healthy', { current: { action: 'CHECK', observed: mendable } }, 'keep', { why: 'unchanged' }],
    ['failed, and gone', { current: { status: 'FAILED', observed: { is: 'gone' } } }, 'replace', { why: 'gone' }],
    ['well, as far as anybody knew, and gone', { current: { observed: { is: 'gone' } } }, 'replace', { why: 'gone' }],
    ['well, and there', { current: { observed: there() } }, 'keep', { why: 'unchanged' }],
    [
      'could not be deleted, and is well',
      { current: { action: 'DELETE', status: 'FAILED', observed: mendable } },
      'keep',
      { why: 'taken-back' },
    ],
    [
      'could not be deleted, and is not well',
      { current: { action: 'DELETE', status: 'FAILED', observed: there() } },
      'replace',
      { why: 'failed-before', state: 'DELETE_FAILED', because: '' },
    ],
    [
      'being deleted, though it is still there',
      { current: { action: 'DELETE', status: 'IN_PROGRESS', observed: mendable } },
      'replace',
      { why: 'interrupted', state: 'DELETE_IN_PROGRESS' },
    ],
  ])('%s', (_state, given, fate, reason) => {
    expect(decided(given)).toEqual({ fate, either: [fate], reason });
  });

  it.each([
    ['given', { current: {}, wanted: { externalId: 'e' } }],
    ['taken away', { current: { externalId: 'e' }, wanted: {} }],
    ['another', { current: { externalId: 'e' }, wanted: { externalId: 'f' } }],
  ])('an external id that is %s is refused', (_how, given) => {
    expect(decided(given)).toEqual({
      fate: 'keep',
      either: ['keep'],
      reason: {
        why: 'refused',
        code: 'NotSupported',
        message: 'Update to property external_id of a (Test::Thing) is not supported.',
      },
    });
  });
});

describe('what changed', () => {
  const effects = ({ reason }: Decision): Record<string, Effect> =>
    reason.why === 'properties-changed'
      ? Object.fromEntries(reason.changes.map(({ property, effect }) => [property, effect]))
      : {};

  it.each<[string, Case, Fate[], Record<string, Effect>]>([
    ['what can be updated', CHANGED, ['update'], { live: 'update' }],
    ['what cannot', { before: { fixed: 'x' }, after: { fixed: 'y' } }, ['replace'], { fixed: 'replace' }],
    [
      'both',
      { before: { fixed: 'x' }, after: { fixed: 'y', live: 'y' } },
      ['replace'],
      { live: 'update', fixed: 'replace' },
    ],
  ])('%s', (_what, given, [fate], each) => {
    const decision = decided(given);
    expect(decision).toMatchObject({ fate, either: [fate] });
    expect(effects(decision)).toEqual(each);
  });

  it('is told with what was and what is to be, null where there was or will be none', () => {
    expect(decided({ before: { live: 'x', label: 'l' }, after: { label: 'm', count: 3 } }).reason).toEqual({
      why: 'properties-changed',
      changes: [
        { property: 'live', before: 'x', after: null, effect: 'update' },
        { property: 'label', before: 'l', after: 'm', effect: 'update' },
        { property: 'count', before: null, after: 3, effect: 'update' },
      ],
    });
  });

  it('an old value that cannot be read any more counts as none', () => {
    expect(decided({ before: { count: 'many' }, after: { count: 1 } }).reason).toMatchObject({
      changes: [{ property: 'count', before: null, after: 1 }],
    });
  });

  it('what may never change is refused, and all of it named, even where the rest calls for a replacement', () => {
    const before = { frozen: 'x', ancient: 'x', fixed: 'x' };
    expect(decided({ before, after: { frozen: 'y', ancient: 'y', fixed: 'y' } })).toEqual({
      fate: 'keep',
      either: ['keep'],
      reason: {
        why: 'refused',
        code: 'NotSupported',
        message: 'Update to properties ancient, frozen of a (Test::Thing) is not supported.',
      },
    });
  });

  it.each<[string, Case, string[]]>([
    [
      'sections beside the properties',
      { wanted: { definition: { type: THING.name, properties: {}, metadata: { k: 'v' }, deletion_policy: 'Retain' } } },
      ['metadata', 'deletion_policy'],
    ],
    ['the spelling of a property', { before: { count: 1 }, after: { count: '1' } }, ['properties']],
  ])('%s: an update, which names them', (_what, given, parts) => {
    expect(decided(given)).toEqual({
      fate: 'update',
      either: ['update'],
      reason: { why: 'definition-changed', parts },
    });
  });

  it('only in the cloud: as it was given is what is restored', () => {
    // What strayed is seen in place of what was given; the definitions are the same.
    const properties = prepareProperties(THING.properties, [], plainData({ live: 'strayed' }));
    expect(decided({ before: { live: 'x' }, current: { properties } })).toMatchObject({
      fate: 'update',
      reason: { why: 'properties-changed', changes: [{ property: 'live', before: 'strayed', after: 'x' }] },
    });
  });
});

describe('while values are not known', () => {
  it.each<[string, Case, Fate, Fate[]]>([
    ['of what can be updated', { after: { live: unknown } }, 'update', ['keep', 'update']],
    ['of what cannot', { after: { fixed: unknown } }, 'replace', ['keep', 'update', 'replace']],
    ['of what may never change', { after: { frozen: unknown } }, 'update', ['keep', 'update']],
    ['and something else surely changes', { after: { live: unknown, label: 'm' } }, 'update', ['update']],
    [
      'that may replace, and something else changes',
      { after: { fixed: unknown, live: 'y' } },
      'replace',
      ['update', 'replace'],
    ],
    ['and something else surely replaces', { after: { live: unknown, fixed: 'y' } }, 'replace', ['replace']],
    [
      'that may be refused, and something else changes',
      { after: { frozen: unknown, live: 'y' } },
      'update',
      ['keep', 'update'],
    ],
    [
      'that may be refused, and something else replaces',
      { after: { frozen: unknown, fixed: 'y' } },
      'replace',
      ['keep', 'replace'],
    ],
  ])('%s', (_what, given, fate, either) => {
    expect(decided({ before: {}, ...given })).toMatchObject({ fate, either });
  });

  it('says of one that may never change that it would be refused', () => {
    expect(decided({ before: {}, after: { frozen: unknown } }).reason).toMatchObject({
      changes: [{ property: 'frozen', unknown: ['b.address'], effect: 'forbidden' }],
    });
  });

  it('what is surely refused is refused whatever the rest turns out to be', () => {
    expect(decided({ before: {}, after: { frozen: 'y', ancient: unknown } })).toMatchObject({
      either: ['keep'],
      reason: { message: 'Update to properties frozen of a (Test::Thing) is not supported.' },
    });
  });

  it('of sections beside the properties, nothing but those may change', () => {
    const definition = { type: THING.name, properties: {}, metadata: unknown };
    expect(decided({ wanted: { definition, metadata: unknown } })).toEqual({
      fate: 'update',
      either: ['keep', 'update'],
      reason: { why: 'definition-changed', parts: ['metadata'] },
    });
    expect(decided({ wanted: { definition: { ...definition, deletion_policy: 'Retain' } } })).toMatchObject({
      either: ['update'],
      reason: { parts: ['deletion_policy', 'metadata'] },
    });
  });

  it('says on what it hangs, once each, and nothing of what it will be', () => {
    const address = () => new Unknown('b.address') as unknown as Value;
    const port = new Unknown('c.port') as unknown as Value;
    const after = { data: { none: null, list: ['x', address(), { port }], again: address() } };
    expect(decided({ before: { data: 'd' }, after }).reason).toEqual({
      why: 'properties-changed',
      changes: [{ property: 'data', before: 'd', unknown: ['b.address', 'c.port'], effect: 'update' }],
    });
  });

  it('what it turns out to be was among what was said', () => {
    const names = Object.keys(THING.properties).filter((name) => name !== 'count' && name !== 'data');
    const values = (...texts: (string | null)[]) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...texts)])));
    const wishes: Partial<ResourceTypeSchema>[] = [
      {},
      { replaceOn: ({ changed, after }) => changed.includes('live') && after['label'] === 'y' },
      { mustReplace: (after) => after['live'] === 'y' },
      { nestedStack: true },
    ];
    const restricted = fc.subarray(['update', 'replace']);
    fc.assert(
      fc.property(
        values('x', 'y', null),
        values('x', 'y', null),
        fc.subarray(names),
        fc.constantFrom(...wishes),
        restricted,
        (before, after, open, type, forbidden) => {
          const given = (all: Given) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
          const veiled = { ...after, ...Object.fromEntries(open.map((name) => [name, new Unknown(name)])) };
          const rest = { before: given(before), type, wanted: { restricted: forbidden } };
          const foretold = decided({ ...rest, after: given(veiled as Given) });
          const come = decided({ ...rest, after: given(after) });
          expect(foretold.either).toContain(foretold.fate);
          expect(foretold.either).toContain(come.fate);
          if (open.length === 0) expect(foretold).toEqual(come);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('the wishes of a type', () => {
  it.each<[string, Partial<ResourceTypeSchema>, Case, Fate[], Reason]>([
    ['of one that is never updated', { neverUpdated: true }, CHANGED, ['keep'], { why: 'unchanged' }],
    [
      'of one that is never updated, and gone',
      { neverUpdated: true },
      { current: { observed: { is: 'gone' } } },
      ['replace'],
      { why: 'gone' },
    ],
    ['of one replaced at every update', { mustReplace: () => true }, {}, ['replace'], { why: 'type-asks' }],
    ['of one that had rather not be', { mustReplace: () => false }, {}, ['keep'], { why: 'unchanged' }],
    [
      'of one that looks at what is not given',
      { mustReplace: ({ live, other }) => live === 'always' || other === 'x' },
      {},
      ['keep'],
      { why: 'unchanged' },
    ],
    ['of the owner of a nested stack', { nestedStack: true }, {}, ['update'], { why: 'nested' }],
    [
      'of one whose nested stack is there, and may be another',
      { nestedStack: true },
      { current: { observed: there() } },
      ['update'],
      { why: 'nested' },
    ],
    [
      'of one whose nested stack is as it should be',
      { nestedStack: true },
      { current: { observed: there({ settled: true }) } },
      ['keep'],
      { why: 'unchanged' },
    ],
    [
      'of one that is settled, and owns none',
      {},
      { current: { observed: there({ settled: true }) } },
      ['keep'],
      { why: 'unchanged' },
    ],
  ])('%s', (_what, type, given, either, reason) => {
    expect(decided({ ...given, type })).toEqual({ fate: either[0], either, reason });
  });

  it('that a changed owner of a settled stack is updated all the same', () => {
    const given = { ...CHANGED, type: { nestedStack: true }, current: { observed: there({ settled: true }) } };
    expect(decided(given)).toMatchObject({ either: ['update'], reason: { why: 'properties-changed' } });
  });

  it('to be replaced, where it looked at what is not known: it may be', () => {
    const mustReplace = (after: Record<string, Value>) => after['live'] === 'always';
    expect(decided({ after: { live: unknown }, type: { mustReplace } })).toMatchObject({
      either: ['keep', 'update', 'replace'],
    });
    expect(decided({ before: {}, after: { label: unknown }, type: { mustReplace } }).either).toEqual([
      'keep',
      'update',
    ]);
  });

  describe('once something changed', () => {
    const replaceOn: ResourceTypeSchema['replaceOn'] = ({ before, after, changed }) =>
      changed.includes('live') && before['label'] === 'l' && after['label'] === 'm';
    const before = { live: 'x', label: 'l', count: 1 };
    const after = { live: 'y', label: 'm', count: 2 };

    it('for a replacement: it is said at the property that calls for it', () => {
      const decision = decided({ before, after, type: { replaceOn } });
      expect(decision).toMatchObject({
        either: ['replace'],
        reason: {
          changes: [
            { property: 'live', effect: 'replace' },
            { property: 'label', effect: 'update' },
            { property: 'count', effect: 'update' },
          ],
        },
      });
    });

    it.each<[string, Given, Fate[]]>([
      ['nothing that it asks about', { ...before, count: 2 }, ['update']],
      ['what it asks about, and what is not known', { ...after, count: unknown }, ['update', 'replace']],
      ['what it asks about, which is not known', { ...after, label: unknown }, ['update', 'replace']],
      ['perhaps what it asks about, and nothing else', { ...before, live: unknown, label: 'm' }, ['update', 'replace']],
      ['only what is not known, and it does not ask', { ...before, count: unknown }, ['keep', 'update']],
    ])('for %s', (_what, wanted, either) => {
      expect(decided({ before, after: wanted, type: { replaceOn } }).either).toEqual(either);
    });

    it('by metadata, before and after', () => {
      const byMetadata: ResourceTypeSchema['replaceOn'] = ({ metadataBefore, metadataAfter }) =>
        metadataBefore === 'one' && metadataAfter === 'two';
      const given = { before, after, type: { replaceOn: byMetadata }, current: { metadata: 'one' } };
      expect(decided({ ...given, wanted: { metadata: 'two' } }).either).toEqual(['replace']);
      expect(decided({ ...given, wanted: { metadata: 'one' } }).either).toEqual(['update']);
    });
  });

  it('what an update does beyond the change is told of each property that is updated', () => {
    const disturbs: ResourceTypeSchema['disturbs'] = (property, change) =>
      (property === 'live' || property === 'fixed') && change.before['live'] === 'x' && change.after['live'] === 'y'
        ? 'rebuild'
        : null;
    const before = { live: 'x', label: 'l', fixed: 'x' };
    expect(decided({ before, after: { live: 'y', label: 'm', fixed: 'y' }, type: { disturbs } }).reason).toMatchObject({
      changes: [
        { property: 'live', effect: 'rebuild' },
        { property: 'label', effect: 'update' },
        { property: 'fixed', effect: 'replace' },
      ],
    });
  });
});

describe('what goes over to a replacement', () => {
  const handover = { things: ['address 10.0.0.9'], goesFirst: true };
  const type: Partial<ResourceTypeSchema> = {
    handsOver: ({ before, after }) => (before['label'] === after['label'] ? handover : null),
  };
  const before = { label: 'l', fixed: 'x' };

  it.each<[string, Case, typeof handover | undefined]>([
    ['what both are given', { after: { label: 'l', fixed: 'y' } }, handover],
    ['what both are given, where it may come to one', { after: { label: 'l', fixed: unknown } }, handover],
    ['nothing where the new one is given another', { after: { label: 'm', fixed: 'y' } }, undefined],
    ['nothing where it is not known what it is given', { after: { label: unknown, fixed: 'y' } }, undefined],
    ['nothing where it stays', { after: before }, undefined],
    ['nothing to one of another type', { current: { type: 'Test::Other' } }, undefined],
  ])('%s', (_what, given, over) => {
    const decision = decided({ before, ...given, type });
    expect(decision.handsOver).toEqual(over);
    expect('handsOver' in decision).toBe(over !== undefined);
  });
});

describe('what the environment restricts', () => {
  const refused = (action: string): Partial<Decision> => ({
    fate: 'keep',
    either: ['keep'],
    reason: { why: 'refused', code: 'ResourceActionRestricted', message: `${action} is restricted for resource.` },
  });

  it.each<[string, string[], Case, Partial<Decision>]>([
    ['an update', ['update'], CHANGED, refused('update')],
    ['a replacement', ['replace'], { before: {}, after: { fixed: 'y' } }, refused('replace')],
    ['nothing where it comes to the other', ['update'], { before: {}, after: { fixed: 'y' } }, { either: ['replace'] }],
    ['nothing where it is kept', ['update', 'replace'], {}, { either: ['keep'], reason: { why: 'unchanged' } }],
    [
      'what it may come to: then it is kept',
      ['replace'],
      { before: {}, after: { fixed: unknown, live: 'y' } },
      { fate: 'replace', either: ['keep', 'update', 'replace'] },
    ],
  ])('%s', (_what, restricted, given, decision) => {
    expect(decided({ ...given, wanted: { restricted } })).toMatchObject(decision);
  });
});

describe('where the cloud did not answer', () => {
  const unsure = ['a (live)'];
  it.each<[string, Case, Fate[]]>([
    ['what seems to be kept', {}, ['keep', 'update', 'replace']],
    ['what seems to be updated', CHANGED, ['keep', 'update', 'replace']],
  ])('%s may become anything, and it says on what that hangs', (_what, given, either) => {
    expect(decided({ ...given, wanted: { unsure } })).toMatchObject({ either, hangsOn: unsure });
  });

  it.each<[string, Case]>([
    ['of another type', { current: { type: 'Test::Other' } }],
    ['not the stack’s', { current: { externalId: 'e' }, wanted: { externalId: 'e' } }],
  ])('what is %s is certain', (_what, given) => {
    const decision = decided({ ...given, wanted: { ...given.wanted, unsure } });
    expect(decision.either).toHaveLength(1);
    expect(decision).not.toHaveProperty('hangsOn');
  });

  it('what is certain says of nothing that it hangs on it', () => {
    expect(decided({})).not.toHaveProperty('hangsOn');
  });
});

it.each<[Fate[], Fate[], Fate[]]>([
  [['keep'], [], ['keep']],
  [['replace'], ['keep', 'create'], ['create', 'keep', 'replace']],
  [
    ['keep', 'update'],
    ['replace', 'keep'],
    ['keep', 'update', 'replace'],
  ],
  [['delete'], ['update'], ['update', 'delete']],
])('%j or else %j is %j, each once and the mildest first', (either, others, all) => {
  expect(orElse({ ...certain('keep', { why: 'unchanged' }), either }, ...others).either).toEqual(all);
});
