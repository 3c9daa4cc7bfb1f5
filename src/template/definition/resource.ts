/** What a template says of one resource. */
import { HeatError } from '../../errors.ts';
import type { ProblemSink } from '../diagnostics/problems.ts';
import type { Compiler } from '../expression/compile.ts';
import { Evaluation, NOT_MADE, type Resolved } from '../expression/evaluate.ts';
import { asList, Call, type Expression, mayBeMap } from '../expression/expression.ts';
import type { TemplateFormat } from '../formats/format.ts';
import { nearest } from '../properties/suggestion.ts';
import { pythonText, pythonType } from '../schema/python-values.ts';
import { type DeletionPolicy, Unknown } from '../schema/types.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';

export interface ResourceDefinition {
  name: string;
  type: string;
  /** A map, or a call that yields one; null where there are none. The same goes for metadata and update policy. */
  properties: Expression;
  metadata: Expression;
  /** As written. */
  dependsOn: readonly string[];
  deletionPolicy: DeletionPolicy;
  updatePolicy: Expression;
  /** Id of a resource that was made by someone else; null for none. */
  externalId: Expression;
  condition: Expression;
  description: string;
  /** Place in the template. */
  path: readonly (string | number)[];
}

type Path = readonly (string | number)[];

/** Parses the definitions of resources. Refusals go to the sink; null where so much is wrong that there is no definition. */
export class ResourceParser {
  private readonly format: TemplateFormat;
  private readonly compiler: Compiler;
  private readonly problems: ProblemSink;

  constructor(format: TemplateFormat, compiler: Compiler, problems: ProblemSink) {
    this.format = format;
    this.compiler = compiler;
    this.problems = problems;
  }

  parse(name: string, raw: Value): ResourceDefinition | null {
    const { resourceKeys: keys, sections } = this.format;
    const path = [sections.resources, name];
    if (!isMap(raw)) return this.fail(`Resource ${name} must be a map, not a ${pythonType(raw)}.`, path);
    if (this.format.strictKeys) this.checkKeys(name, raw, path);
    if (!Object.hasOwn(raw, keys.type)) return this.fail(`Resource ${name} is missing "${keys.type}".`, path);

    const field = (key: string | undefined, parse: (value: Value, at: Path) => Expression, fits: Fits): Expression => {
      if (key === undefined || !Object.hasOwn(raw, key)) return null;
      const at = [...path, key];
      const value = parse(raw[key] as Value, at);
      if (fits.test(value)) return value;
      return this.fail(`Resource ${name} ${key} type must be ${fits.name}.`, at);
    };
    const expression = (value: Value, at: Path) => this.compiler.expression(value, at);
    const condition = (value: Value, at: Path) => this.compiler.condition(value, at);
    const asIs = (value: Value) => value;

    const type = field(keys.type, expression, STRING);
    const properties = field(keys.properties, expression, MAP);
    const metadata = field(keys.metadata, expression, MAP);
    const dependsOn = this.dependsOn(name, field(keys.dependsOn, asIs, NAMES), [...path, keys.dependsOn]);
    const written = field(keys.deletionPolicy, expression, STRING_OR_CALL);
    const deletionPolicy = this.deletionPolicy(written, [...path, keys.deletionPolicy]);
    const updatePolicy = field(keys.updatePolicy, expression, MAP);
    const description = field(keys.description, asIs, STRING);
    const externalId = field(keys.externalId, expression, STRING_OR_CALL);
    const when = field(keys.condition, condition, CONDITION);
    if (typeof type !== 'string') return null;
    return {
      name,
      type,
      properties,
      metadata,
      dependsOn,
      // What someone else made is not ours to delete.
      deletionPolicy: externalId === null ? deletionPolicy : 'Retain',
      updatePolicy,
      externalId,
      condition: when,
      description: typeof description === 'string' ? description : '',
      path,
    };
  }

  private checkKeys(name: string, raw: ValueMap, path: Path): void {
    const known = Object.values(this.format.resourceKeys).filter((key) => key !== undefined);
    for (const key of Object.keys(raw)) {
      if (known.includes(key)) continue;
      const suggestion = nearest(key, known);
      const error = new HeatError(
        'StackValidationFailed',
        `Invalid keyword(s) inside a resource definition: ${key} (in ${name})`,
      );
      this.problems.add({ error, code: 'invalid-resource', path: [...path, key], ...(suggestion && { suggestion }) });
    }
  }

  private dependsOn(name: string, depends: Expression, path: Path): string[] {
    if (depends === null) return [];
    if (typeof depends === 'string') return [depends];
    const names = (asList(depends) ?? []).filter((item) => typeof item === 'string');
    if (names.length < (asList(depends) ?? []).length) {
      this.fail(`Resource ${name} ${path.at(-1)} must be a list of strings.`, path);
    }
    return names;
  }

  private deletionPolicy(written: Expression, path: Path): DeletionPolicy {
    if (written === null) return 'Delete';
    let policy: Resolved = null;
    try {
      policy = new Evaluation(NOT_MADE).value(written);
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      this.problems.add({ error: asFailure(error), code: 'invalid-deletion-policy', path });
    }
    // What depends on a value that is not known yet may be any policy.
    if (policy === null || policy instanceof Unknown) return 'Delete';
    const { deletionPolicies } = this.format;
    const known =
      typeof policy === 'string' && Object.hasOwn(deletionPolicies, policy) ? deletionPolicies[policy] : undefined;
    if (known !== undefined) return known;
    if (typeof policy === 'object') this.fail('A deletion policy must be a string.', path);
    const suggestion = nearest(pythonText(policy), Object.keys(deletionPolicies));
    const error = new HeatError('StackValidationFailed', `Invalid deletion policy "${pythonText(policy)}"`);
    this.problems.add({ error, code: 'invalid-deletion-policy', path, ...(suggestion && { suggestion }) });
    return 'Delete';
  }

  private fail(message: string, path: Path): null {
    this.problems.add({ error: new HeatError('StackValidationFailed', message), code: 'invalid-resource', path });
    return null;
  }
}

const WHILE_PARSING: ReadonlySet<string> = new Set(['TypeError', 'ValueError', 'KeyError']);

/** Errors of these classes fail the validation when they come up while resources are parsed. */
export function asFailure(error: HeatError): HeatError {
  return WHILE_PARSING.has(error.code)
    ? new HeatError('StackValidationFailed', error.message, { cause: error })
    : error;
}

interface Fits {
  name: string;
  test(value: Expression): boolean;
}

const isCall = (value: Expression) => value instanceof Call;
const isString = (value: Expression) => typeof value === 'string';
const STRING: Fits = { name: 'string', test: isString };
const STRING_OR_CALL: Fits = { name: 'string', test: (value) => isString(value) || isCall(value) };
const MAP: Fits = { name: 'object', test: mayBeMap };
const NAMES: Fits = { name: 'list or string', test: (value) => isString(value) || Array.isArray(value) };
const CONDITION: Fits = {
  name: 'string or boolean',
  test: (value) => isString(value) || typeof value === 'boolean' || isCall(value),
};
