/**
 * Cuts out of the reference's contract (all of Heat's types as data) what `schema.test.ts` holds the catalogue against:
 *
 *     npm run reference -- path/to/resource-types.json
 *
 * Run it when a type joins the catalogue.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '../../../src/resources/catalogue.ts';

type Tree = Record<string, unknown>;

/** What of a type is compared. */
const COMPARED = [
  'attributes',
  'availability',
  'class',
  'defaultClient',
  'deletionPolicies',
  'lastRelease',
  'nestedStack',
  'physicalResourceNameLimit',
  'properties',
  'requiredServiceExtensions',
  'service',
  'support',
  'translationRules',
  'updatePolicy',
];

const [from] = process.argv.slice(2);
if (from === undefined) throw new Error('Say where the reference is: npm run reference -- path/to/resource-types.json');

/** `1.0` and `1` are two things to clients. */
const keepFloats = (_key: string, value: unknown, { source }: { source?: string }) =>
  typeof value === 'number' && source !== undefined && /[.eE]/.test(source) ? { $float: source } : value;
const parse = JSON.parse as (text: string, reviver: typeof keepFloats) => Tree;

const read = (path: string) => parse(readFileSync(path, 'utf8'), keepFloats);
const whole = read(from);
const { repository, commit } = whole.$meta as { repository: string; commit: string };
const types = whole.types as Record<string, Tree>;
/** Of what Heat keeps the name alone, another file has what it was. */
function typeOf(name: string): Tree | undefined {
  const other = types[name]?.realSchemaIn;
  if (typeof other !== 'string') return types[name];
  return (read(join(dirname(String(from)), other)).types as Record<string, Tree>)[name];
}

const cut = {
  aliases: whole.aliases,
  baseAttributes: whole.baseAttributes,
  customConstraints: Object.keys(whole.customConstraints as Tree),
  source: `${repository} ${commit}`,
  types: Object.fromEntries(
    [...catalogue.names()]
      .map((name) => [name, typeOf(name)] as const)
      .filter(([, type]) => type !== undefined)
      .map(([name, type]) => [name, Object.fromEntries(COMPARED.map((key) => [key, type?.[key]]))]),
  ),
};
writeFileSync(new URL('./resource-types.json', import.meta.url), `${JSON.stringify(cut, null, 2)}\n`);
