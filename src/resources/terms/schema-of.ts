/** What the terms of a resource type mean: schemas of its properties, members of requests, and rules by which what is given is translated. */
import type { AttributeSchema, PropertySchema, SupportStatus, TranslationRule } from '../../template/schema/types.ts';
import { finderOf } from './finder.ts';
import type { AttributeTerms, PropertyTerm, PropertyTerms } from './term.ts';
import type { OlderSpelling } from './trait.ts';

export interface Meaning {
  properties: Record<string, PropertySchema>;
  /** Property → member of the request, where they differ; null: it is not sent. */
  members: Record<string, string | null>;
  translation: TranslationRule[];
}

export function schemaOf(terms: PropertyTerms): Meaning {
  const translation: TranslationRule[] = [];
  const properties = schemasOf(terms, [], translation);
  const members: Record<string, string | null> = {};
  for (const [name, { at, older }] of Object.entries(terms)) {
    if (older !== undefined) members[name] = null;
    else if (at !== undefined) members[name] = at;
  }
  return { properties, members, translation };
}

export function attributesOf(terms: AttributeTerms): Record<string, AttributeSchema> {
  return Object.fromEntries(
    Object.entries(terms).map(([name, { path: _path, type, ...schema }]) => [
      name,
      { ...(type === undefined || type === 'any' ? {} : { type }), ...schema },
    ]),
  );
}

/** `path`: of the property whose keys, or whose elements' keys, these are. */
function schemasOf(
  terms: PropertyTerms,
  path: readonly string[],
  translation: TranslationRule[],
): Record<string, PropertySchema> {
  return Object.fromEntries(
    Object.entries(terms).map(([name, term]) => {
      const place = [...path, name];
      if (term.older === undefined) return [name, schemaOfOne(term, place, translation)];
      const newer = terms[term.older.newer];
      if (newer === undefined)
        throw new Error(`${place.join('.')} speaks of a property ${term.older.newer}, which is not there.`);
      translation.push(...rulesOf(name, term.older, path));
      return [
        name,
        schemaOfOne(term.older.becomes === 'value' ? like(newer, term.older.newer, term) : term, place, translation),
      ];
    }),
  );
}

function schemaOfOne(term: PropertyTerm, path: readonly string[], translation: TranslationRule[]): PropertySchema {
  const { at: _at, older: _older, among: _among, lookUp, items, properties, constraints, ...schema } = term;
  if (lookUp !== undefined) translation.push({ rule: 'Resolve', path: [...path], ...finderOf(lookUp) });
  return {
    ...schema,
    ...(constraints === undefined || constraints.length === 0 ? {} : { constraints }),
    ...(items === undefined ? {} : { items: schemaOfOne(items, path, translation) }),
    ...(properties === undefined ? {} : { properties: schemasOf(properties, path, translation) }),
  };
}

/** An older spelling as the newer one is. */
function like(newer: PropertyTerm, name: string, { type: _type, support, ...said }: PropertyTerm): PropertyTerm {
  return {
    type: newer.type,
    ...(newer.constraints === undefined ? {} : { constraints: newer.constraints }),
    ...said,
    ...(support === undefined ? {} : { support: telling(support, `Use \`${name}\` instead.`) }),
  };
}

/** The message, unless one of the states has one already. */
function telling(support: SupportStatus, message: string): SupportStatus {
  const hasMessage = (state: SupportStatus | undefined): boolean =>
    state !== undefined && (state.message !== undefined || hasMessage(state.previous));
  return hasMessage(support) ? support : { ...support, message };
}

function rulesOf(name: string, { newer, becomes, element }: OlderSpelling, path: readonly string[]): TranslationRule[] {
  const place = [...path, newer];
  if (becomes === 'element') {
    return [
      { rule: 'Add', path: place, value: [element ?? { $property: name }] },
      { rule: 'Delete', path: [...path, name] },
    ];
  }
  return [{ rule: 'Replace', path: place, ...(path.length === 0 ? { valuePath: [name] } : { valueName: name }) }];
}
