/** What the terms of a resource type mean: schemas of its properties, members of requests, and rules by which what is given is translated. */
import type { AttributeSchema, PropertySchema, SupportStatus, TranslationRule } from '../../template/schema/types.ts';
import { finderOf } from './finder.ts';
import type { Calls } from './set-by.ts';
import type { AttributeTerms, PropertyTerm, PropertyTerms } from './term.ts';
import type { OlderSpelling } from './trait.ts';

export interface Meaning {
  properties: Record<string, PropertySchema>;
  /** See `Rest.members`. */
  members: Record<string, string | null>;
  translation: TranslationRule[];
  /** See `Rest.emptied`. */
  emptied: Record<string, string>;
  /** What is set by calls of its own. */
  apart: Record<string, Calls>;
}

export function schemaOf(terms: PropertyTerms): Meaning {
  const meaning: Meaning = { properties: {}, members: {}, translation: [], emptied: {}, apart: {} };
  meaning.properties = schemasOf(terms, [], meaning);
  return meaning;
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
function schemasOf(terms: PropertyTerms, path: readonly string[], meaning: Meaning): Record<string, PropertySchema> {
  return Object.fromEntries(
    Object.entries(terms).map(([name, term]) => {
      const place = [...path, name];
      if (term.older === undefined) return [name, schemaOfOne(term, place, meaning)];
      const newer = terms[term.older.newer];
      if (newer === undefined)
        throw new Error(
          `${place.join('.')} is said to be an older spelling of ${term.older.newer}, which is not there.`,
        );
      meaning.members[place.join('.')] = null;
      meaning.translation.push(...rulesOf(name, term.older, path));
      return [
        name,
        schemaOfOne(term.older.becomes === 'value' ? like(newer, term.older.newer, term) : term, place, meaning),
      ];
    }),
  );
}

function schemaOfOne(term: PropertyTerm, path: readonly string[], meaning: Meaning): PropertySchema {
  const { at, emptied, setBy, older: _older, among: _among, lookUp, items, properties, constraints, ...schema } = term;
  if (at !== undefined) meaning.members[path.join('.')] = at;
  if (emptied !== undefined) meaning.emptied[path.join('.')] = emptied;
  if (setBy !== undefined) {
    if (path.length > 1)
      throw new Error(`${path.join('.')} cannot be set by calls of its own, being part of ${path[0]}.`);
    meaning.apart[path.join('.')] = setBy;
  }
  if (lookUp !== undefined) meaning.translation.push({ rule: 'Resolve', path: [...path], ...finderOf(lookUp) });
  return {
    ...schema,
    ...(constraints === undefined || constraints.length === 0 ? {} : { constraints }),
    ...(items === undefined ? {} : { items: schemaOfOne(items, path, meaning) }),
    ...(properties === undefined ? {} : { properties: schemasOf(properties, path, meaning) }),
  };
}

/** An older spelling as the newer one is. */
function like(newer: PropertyTerm, name: string, { type: _type, support, ...said }: PropertyTerm): PropertyTerm {
  const { type, constraints, items, properties } = newer;
  return {
    type,
    ...(constraints === undefined ? {} : { constraints }),
    ...(items === undefined ? {} : { items }),
    ...(properties === undefined ? {} : { properties }),
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
  const isTop = path.length === 0;
  if (becomes === 'value')
    return [{ rule: 'Replace', path: place, ...(isTop ? { valuePath: [name] } : { valueName: name }) }];
  if (!isTop && element !== undefined)
    throw new Error(`Below ${path.join('.')}, ${name} can only be an element as it is.`);
  const added = isTop ? { value: [element ?? { $property: name }] } : { valueName: name };
  return [
    { rule: 'Add', path: place, ...added },
    { rule: 'Delete', path: [...path, name] },
  ];
}
