import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALIASES, catalogue } from '../../src/resources/catalogue.ts';
import { CONSTRAINT_PLACES, PLACES } from '../../src/resources/questions/places.ts';
import { PURE } from '../../src/resources/questions/pure.ts';
import { checkSchema, type PropertySchema, type SupportStatus } from '../../src/template/schema/index.ts';
import { Float } from '../../src/template/value.ts';

/* eslint-disable @typescript-eslint/no-explicit-any */
type Tree = Record<string, any>;
const reference = JSON.parse(readFileSync(new URL('./reference/resource-types.json', import.meta.url), 'utf8')) as Tree;

/** The reference's form of our schema; descriptions and messages are our own and left out. */
function property(schema: PropertySchema): Tree {
  const shown: Tree = {
    type: schema.type,
    immutable: schema.immutable ?? false,
    required: schema.required ?? false,
    updateAllowed: schema.updateAllowed ?? false,
  };
  if ('default' in schema) shown.default = plain(schema.default);
  if (schema.constraints !== undefined)
    shown.constraints = schema.constraints.map(({ description: _d, ...rest }) => plain(rest));
  if (schema.allowConversion) shown.allowConversion = true;
  if (schema.implemented === false) shown.implemented = false;
  if (schema.support !== undefined) shown.support = support(schema.support);
  if (schema.items !== undefined) shown.items = property(schema.items);
  if (schema.properties !== undefined) shown.properties = properties(schema.properties);
  return shown;
}
function properties(schemas: Record<string, PropertySchema>): Tree {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, property(schema)]));
}
function support({ status, version, previous }: SupportStatus): Tree {
  return {
    status,
    ...(version === undefined ? {} : { version }),
    ...(previous === undefined ? {} : { previous: support(previous) }),
  };
}
function plain(value: any): any {
  if (value instanceof Float) return { $float: value.toString() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
  return value;
}
/** Rules of different places have nothing to do with each other; those of one place are applied by their kind, however they are listed. */
function byPlace(rules: Tree[]): Tree[] {
  const place = ({ path }: Tree) => path.join('.') as string;
  return [...rules].sort((a, b) => place(a).localeCompare(place(b)) || a.rule.localeCompare(b.rule));
}
/** Out of the reference go what our schemas do not carry: option names and the name that a message points to. */
function expected(tree: any): any {
  if (Array.isArray(tree)) return tree.map(expected);
  if (typeof tree !== 'object' || tree === null) return tree;
  const { defaultFromConfig: _d, replacedBy: _r, ...rest } = tree;
  if (rest.support?.status === 'SUPPORTED' && Object.keys(rest.support).length === 1) delete rest.support;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, expected(value)]));
}

/** Which of what Heat offers to every cloud needs a service here. */
const STANDS_ON_NEUTRON = 'OS::Nova::FloatingIP';

describe.each(Object.keys(reference.types as Tree))('schema of %s', (name) => {
  const wanted = (reference.types as Tree)[name] as Tree;
  /** Heat makes nothing of it any more: it stood on services of Neutron that are gone. */
  const isFormer = wanted.lastRelease !== undefined;
  const type = catalogue.get(name);

  it('is in the catalogue and sound', () => {
    expect(type?.name).toBe(name);
    checkSchema(type?.properties ?? {});
    checkSchema(type?.updatePolicy ?? {});
  });
  it('has the properties of the reference', () => {
    expect(properties(type?.properties ?? {})).toEqual(expected(wanted.properties));
  });
  it('has the attributes of the reference', () => {
    const attributes = Object.fromEntries(
      Object.entries({ ...(reference.baseAttributes as Tree), ...(wanted.attributes as Tree) }).map(
        ([key, value]: [string, any]) => [
          key,
          {
            type: value.type ?? undefined,
            cache: (value.cache as string).replace('cache_', ''),
            support:
              value.support?.version ||
              value.support?.previous ||
              (value.support && value.support.status !== 'SUPPORTED')
                ? expected(value.support)
                : undefined,
          },
        ],
      ),
    );
    const ours = Object.fromEntries(
      Object.entries(type?.attributes ?? {}).map(([key, value]) => [
        key,
        {
          type: value.type,
          cache: value.cache ?? 'local',
          support: value.support === undefined ? undefined : support(value.support),
        },
      ]),
    );
    expect(ours).toEqual(attributes);
  });
  it('has the update policy, translation, policies and limits of the reference', () => {
    expect(properties(type?.updatePolicy ?? {})).toEqual(expected(wanted.updatePolicy));
    const rules = (wanted.translationRules as Tree[]).map(({ when: _when, ...rule }) => rule);
    const places = (of: Tree[]) => of.map(({ rule, path }) => `${rule} ${path.join('.')}`);
    if (isFormer) expect(places(plain(type?.translation))).toEqual(expect.arrayContaining(places(rules)));
    else expect(byPlace(plain(type?.translation))).toEqual(byPlace(rules));
    expect(type?.deletionPolicies).toEqual(wanted.deletionPolicies);
    expect(type?.physicalNameLimit ?? 255).toBe(wanted.physicalResourceNameLimit);
    expect(type?.nestedStack ?? false).toBe(wanted.nestedStack ?? false);
    expect(type?.className ?? name.split('::').at(-1)).toBe(wanted.class);
    expect(type?.requiredExtensions).toEqual(isFormer ? [] : wanted.requiredServiceExtensions);
    expect(support(type?.support ?? { status: 'UNKNOWN' })).toEqual(expected({ ...wanted.support }));
    const isForAll = wanted.availability?.runtime === 'always' && name !== STANDS_ON_NEUTRON;
    expect(type?.service === null).toBe(isForAll);
  });
  it('describes every property and attribute in words', () => {
    const lacking: string[] = [];
    const visit = (schemas: Record<string, PropertySchema>, path: string) => {
      for (const [key, schema] of Object.entries(schemas)) {
        if (!schema.description) lacking.push(path + key);
        if (schema.properties) visit(schema.properties, `${path}${key}.`);
        if (schema.items?.properties) visit(schema.items.properties, `${path}${key}.`);
      }
    };
    visit(type?.properties ?? {}, '');
    visit(type?.updatePolicy ?? {}, 'update_policy.');
    for (const [key, attribute] of Object.entries(type?.attributes ?? {}))
      if (!attribute.description) lacking.push(`@${key}`);
    expect(lacking).toEqual([]);
    expect(type?.description).toBeTruthy();
  });
});

describe('catalogue', () => {
  it('knows the aliases of the reference', () => {
    const aliases = Object.fromEntries(
      Object.entries(reference.aliases as Tree).map(([alias, { target }]) => [alias, target]),
    );
    expect(ALIASES).toEqual(aliases);
    expect(catalogue.get('OS::Quantum::Net')?.name).toBe('OS::Neutron::Net');
    expect(catalogue.get('OS::Quantum::Nothing')).toBeUndefined();
    expect([...catalogue.names()]).not.toContain('OS::Quantum::Net');
  });
  it('answers every custom constraint of the reference', () => {
    const special = ['nova.host', 'zaqar.queue', 'neutron.lbaas.provider'];
    const known = new Set([
      ...Object.keys(PURE),
      ...Object.keys(PLACES),
      ...Object.keys(CONSTRAINT_PLACES),
      ...special,
    ]);
    expect((reference.customConstraints as string[]).filter((name) => !known.has(name))).toEqual([]);
  });
});
