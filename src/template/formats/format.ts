/** A template format in one of its versions: what may stand in it, and by which names. */
import type { TemplateFunction } from '../expression/function.ts';
import type { ParameterDialect } from '../parameters/dialect.ts';
import type { DeletionPolicy } from '../schema/types.ts';

export interface SectionNames {
  version: string;
  description: string;
  parameters: string;
  resources: string;
  outputs: string;
  /** Undefined where the version has none. */
  conditions: string | undefined;
  mappings: string | undefined;
  parameterGroups: string | undefined;
}

export interface ResourceKeys {
  type: string;
  properties: string;
  metadata: string;
  dependsOn: string;
  deletionPolicy: string;
  updatePolicy: string;
  description: string;
  externalId: string | undefined;
  condition: string | undefined;
}

export interface OutputKeys {
  description: string;
  value: string;
  condition: string | undefined;
}

export interface TemplateFormat {
  readonly kind: 'hot' | 'cfn';
  /** A date: `2021-04-16`. */
  readonly version: string;
  /** The key that says the version. */
  readonly versionKey: string;
  /** Every top-level key that is accepted. */
  readonly topLevelKeys: ReadonlySet<string>;
  readonly sections: SectionNames;
  readonly resourceKeys: ResourceKeys;
  readonly outputKeys: OutputKeys;
  /** Whether other keys in a resource are refused. */
  readonly strictKeys: boolean;
  /** Functions, those that this version has no more included. */
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** What they are in conditions: most are of no use there. */
  readonly conditionFunctions: ReadonlyMap<string, TemplateFunction>;
  /** Names of the functions that this version has; for suggestions and for the API. */
  readonly functionNames: readonly string[];
  readonly conditionFunctionNames: readonly string[];
  readonly deletionPolicies: Readonly<Record<string, DeletionPolicy>>;
  readonly parameters: ParameterDialect;
}
