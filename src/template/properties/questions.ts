/**
 * What has to be asked of the clouds before properties can be validated and resolved. This layer does no I/O: it says
 * what to ask, the engine asks everything of a stack in bulk, and hands in the answers as `check` and `lookup` of
 * {@link prepareProperties}.
 *
 *     const { customConstraints, lookups } = questions(type.properties, type.translation, data);
 *     // … ask …
 *     prepareProperties(type.properties, type.translation, data, { check, lookup }).validate();
 */
import type { PropertySchema, TranslationRule } from '../schema/types.ts';
import type { Value } from '../value.ts';
import type { PropertyData } from './data.ts';
import { Properties, type Report } from './properties.ts';
import type { LookupQuestion } from './translation.ts';

export interface ConstraintQuestion {
  /** Name of the custom constraint: `nova.flavor`. */
  name: string;
  value: Value;
  /** Where it stands: `['networks', 0, 'network']`. */
  path: readonly (string | number)[];
}

export interface Questions {
  customConstraints: ConstraintQuestion[];
  lookups: LookupQuestion[];
}

/** Values not known yet raise no question. Data that cannot be resolved or converted raises none either; validation will say so. */
export function questions(
  schema: Record<string, PropertySchema>,
  rules: readonly TranslationRule[],
  data: PropertyData,
): Questions {
  const customConstraints: ConstraintQuestion[] = [];
  const lookups: LookupQuestion[] = [];
  const report: Report = { problems: [], path: [] };
  const check = (name: string, value: Value): true => {
    customConstraints.push({ name, value, path: [...report.path] });
    return true;
  };
  new Properties(schema, rules, data, { check }).validate(report);
  const lookup = (question: LookupQuestion): Value => {
    lookups.push(question);
    return question.value;
  };
  const seeking = new Properties(schema, rules, data, { lookup });
  for (const key of seeking.lookedUp) {
    if (!seeking.schema.has(key)) continue;
    try {
      seeking.get(key);
    } catch {
      // A value that cannot be read is the validation's affair.
    }
  }
  return { customConstraints, lookups };
}
