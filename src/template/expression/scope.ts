/** What an expression may speak of, fixed when the template is bound to its parameters. */

import type { Unknown } from '../schema/types.ts';
import type { Value, ValueMap } from '../value.ts';
import type { Effort } from './effort.ts';
import type { TemplateFunction } from './function.ts';

export interface Scope {
  /** The template's format: its functions by name, and what they are in conditions. */
  readonly format: {
    readonly functions: ReadonlyMap<string, TemplateFunction>;
    readonly conditionFunctions: ReadonlyMap<string, TemplateFunction>;
  };
  /** Value of a parameter. KeyError where there is none of that name, UserParameterMissing where it has no value. */
  parameter(name: string): Value | Unknown;
  /** Texts by name or URL, for `get_file`. */
  readonly files: Readonly<Record<string, string>>;
  /** The `Mappings` section. */
  readonly mappings: Value;
  readonly conditions: {
    /** Whether the condition of a name holds. ValueError where there is none; StackValidationFailed. */
    isEnabled(name: Value): boolean;
    /** Of deciding them all. */
    readonly effort: Effort;
  };
  /** Whether a name is a resource's, as `Ref` sees it. */
  isResource(name: string): boolean;
  /** Whether an enabled resource of that name can be referred to. */
  hasResource(name: string): boolean;
  /** Names of all resources in the template, for suggestions. */
  resourceNames(): Iterable<string>;
  /** The resource of the parent stack that this one stands for; null at the top. */
  readonly facade: Facade | null;
  readonly availabilityZones: readonly string[];
  readonly yaql: YaqlLimits;
}

export interface YaqlLimits {
  limitIterators?: number;
  memoryQuota?: number;
  now?: () => Date;
  random?: () => number;
}

/** What `resource_facade` shows of the parent's resource. */
export interface Facade {
  metadata(): Value;
  deletionPolicy(): string;
  updatePolicy(): ValueMap;
}
