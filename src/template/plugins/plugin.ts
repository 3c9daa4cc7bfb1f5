/**
 * What a plugin can add to the template language: functions, named constraints, parameter types. Pure, as the language is; what
 * needs a cloud is added beside the resource types (`resources/plugins`).
 *
 *     const undo = extendLanguage({
 *       functions: { reverse: { resolve: (args) => [...args].reverse() } },
 *       constraints: { 'example.even': (value) => value % 2 === 0 || `${value} is odd` },
 *       parameterTypes: { port: { base: 'number', constraints: [{ kind: 'range', min: 1, max: 65_535 }] } },
 *     });
 */
import type { ParameterType } from '../parameters/dialect.ts';
import type { Constraint } from '../schema/types.ts';

/** What plugins see of values: JSON's. */
export type PluginValue = null | boolean | number | bigint | string | PluginValue[] | { [key: string]: PluginValue };

export interface FunctionPlugin {
  /** What it yields, in a sentence, for those who list the functions of a version. */
  description?: string;
  /** The value; functions inside of the arguments have been resolved. An error that it throws becomes a ValueError with its message. */
  resolve(args: PluginValue, about: { name: string }): PluginValue;
  /** The format whose templates may use it; default `hot`. */
  format?: 'hot' | 'cfn';
  /** First version of the format that has it, as a date; default: all have it. */
  since?: string;
  /** Whether it may be used in conditions too. */
  inConditions?: boolean;
}

/** True where the value is good; else what is wrong with it. */
export type ConstraintPlugin = (value: PluginValue) => true | string;

/** One of the types that there are, and what its values have to meet besides. */
export interface ParameterTypePlugin {
  base: ParameterType;
  /** A `custom_constraint` may name one of the plugin's own. */
  constraints: Constraint[];
}

export interface LanguagePlugin {
  functions?: Readonly<Record<string, FunctionPlugin>>;
  constraints?: Readonly<Record<string, ConstraintPlugin>>;
  parameterTypes?: Readonly<Record<string, ParameterTypePlugin>>;
}

/** A plugin that cannot be taken; says which part of it and why. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
}
