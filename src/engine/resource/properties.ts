/**
 * From what a template gives for a resource's properties to what its type's verbs are handed: names looked up in the cloud, old
 * spellings translated, values converted, defaults filled in, constraints checked. What has to be asked of the cloud is asked before, and
 * each question only once in a run.
 */

import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import type { CloudQuestions, Properties as Record_, ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import {
  type LookupQuestion,
  type Properties,
  type PropertyData,
  plainData,
  propertyError,
  type Questions,
  questions,
  schemasFor,
  touchedProperties,
  typeProperties,
} from '../../template/properties/index.ts';
import type { PropertySchema, Unknown } from '../../template/schema/types.ts';
import { stringify, type Value, type ValueMap } from '../../template/value.ts';

type Answer = { value: Value } | { error: unknown };

/** What reading properties needs of the answers. */
export interface Answers {
  readonly check: Inquiry['check'];
  lookup(question: LookupQuestion): Value | Unknown;
  lenientLookup(question: LookupQuestion): Value;
}

/** Asks of a cloud, remembering the answers. */
export class Inquiry {
  readonly cloud: Cloud;
  private readonly asked: CloudQuestions;
  private readonly answers = new Map<string, Answer>();
  /** Types about whose defaults everything was asked. */
  private readonly defaults = new Map<ResourceType, Promise<void>>();

  constructor(asked: CloudQuestions, cloud: Cloud) {
    this.asked = asked;
    this.cloud = cloud;
  }

  /** Asks everything about these properties that was not asked before. */
  async prepare(type: ResourceType, data: PropertyData, { lookups: alsoNames = true } = {}): Promise<void> {
    if (!asksQuestions(type)) return;
    if (asksAbout(type, data)) {
      await this.askAll(questions(schemasFor(type, data), type.translation, data), alsoNames);
      return;
    }
    let asked = this.defaults.get(type);
    if (asked === undefined) {
      asked = this.askAll(askingOf(type).ofDefaults, true);
      this.defaults.set(type, asked);
    }
    await asked;
  }

  private async askAll({ customConstraints, lookups }: Questions, alsoNames: boolean): Promise<void> {
    await Promise.all([
      ...customConstraints.map(({ name, value }) => this.ask(name, value)),
      ...(alsoNames ? lookups : []).map((question) => {
        const { value, path: _path, ...rule } = question;
        return this.answer(lookupKey(question), async () => this.asked.lookup(this.cloud, rule, value));
      }),
    ]);
  }

  /** True, or why the value does not pass. What could not be asked passes. */
  readonly check = (name: string, value: Value): true | string => {
    const answer = this.answers.get(constraintKey(name, value));
    if (answer === undefined) return true;
    if ('error' in answer) return answer.error instanceof Error ? answer.error.message : String(answer.error);
    return answer.value === null ? true : String(answer.value);
  };

  readonly lookup = (question: LookupQuestion): Value => {
    const answer = this.answers.get(lookupKey(question));
    if (answer === undefined) return question.value;
    if ('error' in answer) throw answer.error;
    return answer.value;
  };

  /** For values of the past: what cannot be found any more stays as it was. */
  readonly lenientLookup = (question: LookupQuestion): Value => {
    const answer = this.answers.get(lookupKey(question));
    return answer === undefined || 'error' in answer ? question.value : answer.value;
  };

  /** Why a question could not be asked, if a refusal rests on that: the cloud does not answer now, and may answer soon. */
  outageBehind(refusal: Error): CloudError | null {
    for (const answer of this.answers.values()) {
      if (!('error' in answer) || !(answer.error instanceof CloudError)) continue;
      const { error } = answer;
      const passes = error.status === 0 || error.status === 429 || error.status >= 500;
      if (passes && refusal.message.includes(error.message)) return error;
    }
    return null;
  }

  /** Asks whether a value passes a named check. */
  ask(name: string, value: Value): Promise<void> {
    return this.answer(constraintKey(name, value), async () => this.asked.constraint(this.cloud, name, value));
  }

  private async answer(key: string, question: () => Promise<Value>): Promise<void> {
    if (this.answers.has(key)) return;
    try {
      this.answers.set(key, { value: await question() });
    } catch (error) {
      this.answers.set(key, { error });
    }
  }

  /** What is known of a name; undefined where nobody was asked. */
  answerTo(question: LookupQuestion): Answer | undefined {
    return this.answers.get(lookupKey(question));
  }

  /** Asks what these names stand for. */
  async lookUp(asked: readonly LookupQuestion[]): Promise<void> {
    await this.askAll({ customConstraints: [], lookups: [...asked] }, true);
  }

  /** What was not found while planning may be made on the way, and a service that did not answer may answer then. */
  forgetFailures(): void {
    this.defaults.clear();
    for (const [key, answer] of this.answers) {
      const refused = key.startsWith(CONSTRAINT) && !('error' in answer) && answer.value !== null;
      if ('error' in answer || refused) this.answers.delete(key);
    }
  }
}

const CONSTRAINT = '?';
const constraintKey = (name: string, value: Value) => `${CONSTRAINT}${name} ${stringify(value)}`;
const lookupKey = ({ client, finder, entity, value }: LookupQuestion) =>
  `=${client}.${finder}.${entity ?? ''} ${stringify(value)}`;

/** Which of a type's properties raise questions, and what is asked when none of them is given. */
interface Asking {
  properties: ReadonlySet<string>;
  /** What is given for other properties may matter, too. */
  always: boolean;
  ofDefaults: Questions;
}

const NOTHING: Asking = { properties: new Set(), always: false, ofDefaults: { customConstraints: [], lookups: [] } };
const asking = new WeakMap<ResourceType, Asking>();

function askingOf(type: ResourceType): Asking {
  let known = asking.get(type);
  if (known === undefined) {
    const { properties, translation } = type;
    const checked = Object.keys(properties).filter((name) => isChecked(properties[name] as PropertySchema));
    const asks = checked.length > 0 || translation.some(({ rule }) => rule === 'Resolve');
    known = !asks
      ? NOTHING
      : {
          // What is given for one property may, by a rule, end up in another that is checked.
          properties: new Set([...checked, ...touchedProperties(translation)]),
          always: type.propertiesFor !== undefined || translation.some((rule) => 'value' in rule),
          ofDefaults: questions(properties, translation, plainData({})),
        };
    asking.set(type, known);
  }
  return known;
}

/** Whether validating or resolving properties of this type may need a cloud at all. */
function asksQuestions(type: ResourceType): boolean {
  return askingOf(type) !== NOTHING;
}

/** The same of what is given for them, defaults aside. */
export function asksAbout(type: ResourceType, data: PropertyData): boolean {
  const { always, properties } = askingOf(type);
  if (always) return true;
  for (const key of data.keys()) if (properties.has(key)) return true;
  return false;
}

function isChecked(schema: PropertySchema): boolean {
  if (schema.constraints?.some(({ kind }) => kind === 'custom_constraint')) return true;
  if (schema.items !== undefined && isChecked(schema.items)) return true;
  return Object.values(schema.properties ?? {}).some(isChecked);
}

/** Properties as wanted. */
export function wantedProperties(
  type: ResourceType,
  data: PropertyData,
  answers: Answers | null,
  description?: string,
): Properties {
  const options = answers === null ? {} : { check: answers.check, lookup: answers.lookup };
  return typeProperties(type, data, { ...options, description });
}

/** Properties as they were last given, seen through the type's present schema. */
export function formerProperties(type: ResourceType, given: ValueMap | null, answers: Answers | null): Properties {
  const options = answers === null ? {} : { lookup: answers.lenientLookup };
  const data = plainData(given ?? {});
  return typeProperties(type, data, options);
}

/** All values, converted. Throws a worded StackValidationFailed when `validate` and something is wrong. */
export function readProperties(properties: Properties, about: { validate: readonly string[] | null }): Record_ {
  if (about.validate !== null) {
    const [problem] = properties.validate();
    if (problem !== undefined) throw propertyError(problem, about.validate);
  }
  return properties.toRecord() as Record_;
}

/** What a row's object was last given, without asking anybody; what cannot be read any more is null. */
export function storedProperties(type: ResourceType, row: Pick<ResourceRow, 'properties'>): Record_ {
  return readFormer(formerProperties(type, row.properties, null));
}

/** Values of the past; what cannot be read any more is null. */
export function readFormer(properties: Properties): Record_ {
  const values: Record_ = {};
  for (const key of properties.schema.keys()) {
    try {
      values[key] = properties.get(key) as Value;
    } catch {
      values[key] = null;
    }
  }
  return values;
}
