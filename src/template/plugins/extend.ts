/**
 * Adds a plugin's parts to the language. The language is the process's own, as its catalogue is: plugins are added once, before the
 * first template is read, and the function that takes them out again is there for tests.
 */
import { HeatError } from '../../errors.ts';
import { type TemplateFunction, templateFunction } from '../expression/function.ts';
import type { TemplateFormat } from '../formats/format.ts';
import { FORMATS } from '../formats/index.ts';
import { ADDED_PARAMETER_TYPES, PARAMETER_TYPES } from '../parameters/dialect.ts';
import { checkConstraints } from '../schema/check.ts';
import { ADDED_CHECKS } from '../schema/constraints.ts';
import {
  type ConstraintPlugin,
  type FunctionPlugin,
  type LanguagePlugin,
  type ParameterTypePlugin,
  PluginError,
} from './plugin.ts';
import { fromPlugin, toPlugin } from './values.ts';

const FUNCTION_NAME = /^[A-Za-z][\w:.-]*$/;
const FIRST_VERSION = '0000-00-00';

type Undo = () => void;

/** Adds all parts or none. Returns what takes them out again. PluginError. */
export function extendLanguage(plugin: LanguagePlugin): Undo {
  const undos: Undo[] = [];
  const undo = () => {
    for (const step of undos.splice(0).reverse()) step();
  };
  try {
    for (const [name, part] of Object.entries(plugin.functions ?? {})) undos.push(addFunction(name, part));
    for (const [name, part] of Object.entries(plugin.constraints ?? {})) undos.push(addConstraint(name, part));
    for (const [name, part] of Object.entries(plugin.parameterTypes ?? {})) undos.push(addParameterType(name, part));
  } catch (error) {
    undo();
    throw error;
  }
  return undo;
}

function addFunction(name: string, plugin: FunctionPlugin): Undo {
  if (!FUNCTION_NAME.test(name)) throw new PluginError(`"${name}" is no name for a function.`);
  if (typeof plugin?.resolve !== 'function') throw new PluginError(`The function ${name} has no resolve().`);
  const { format: kind = 'hot', since = FIRST_VERSION, inConditions = false } = plugin;
  const formats = [...everyFormat()].filter((format) => format.kind === kind && format.version >= since);
  if (formats.length === 0) throw new PluginError(`The function ${name} is for no version: ${kind} since ${since}.`);
  if (formats.some(({ functions }) => functions.has(name)))
    throw new PluginError(`There is a function ${name} already.`);
  const fn = adapted(plugin);
  const undos = formats.map((format) => put(format, name, fn, inConditions));
  return () => {
    for (const undo of undos) undo();
  };
}

function everyFormat(): Set<TemplateFormat> {
  return new Set([...FORMATS.values()].flatMap((formats) => [...formats.values()]));
}

function put(format: TemplateFormat, name: string, fn: TemplateFunction, inConditions: boolean): Undo {
  const functions = format.functions as Map<string, TemplateFunction>;
  const conditionFunctions = format.conditionFunctions as Map<string, TemplateFunction>;
  const names = format.functionNames as string[];
  const conditionNames = format.conditionFunctionNames as string[];
  functions.set(name, fn);
  names.push(name);
  if (inConditions) {
    conditionFunctions.set(name, fn);
    conditionNames.push(name);
  }
  return () => {
    functions.delete(name);
    conditionFunctions.delete(name);
    for (const list of [names, conditionNames]) if (list.includes(name)) list.splice(list.indexOf(name), 1);
  };
}

function adapted(plugin: FunctionPlugin): TemplateFunction {
  return templateFunction({
    description: plugin.description ?? '',
    resolve(call, evaluation) {
      const args = toPlugin(evaluation.known(call.args));
      return fromPlugin(
        guarded(call.name, () => plugin.resolve(args, { name: call.name })),
        `The function ${call.name}`,
      );
    },
  });
}

/** Errors of a plugin's code are the template's: they name what was called. */
function guarded<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof HeatError) throw error;
    throw new HeatError('ValueError', `${what}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function addConstraint(name: string, plugin: ConstraintPlugin): Undo {
  if (typeof plugin !== 'function') throw new PluginError(`The constraint ${name} is no function.`);
  if (ADDED_CHECKS.has(name)) throw new PluginError(`There is a constraint ${name} already.`);
  ADDED_CHECKS.set(name, (value) => {
    const answer: unknown = guarded(name, () => plugin(toPlugin(value)));
    return answer === true ? true : typeof answer === 'string' ? answer : false;
  });
  return () => ADDED_CHECKS.delete(name);
}

function addParameterType(name: string, plugin: ParameterTypePlugin): Undo {
  const base = Object.hasOwn(PARAMETER_TYPES, plugin?.base ?? '') ? PARAMETER_TYPES[plugin.base] : undefined;
  if (base === undefined) {
    throw new PluginError(`The parameter type ${name} needs a base: ${Object.keys(PARAMETER_TYPES).join(', ')}.`);
  }
  if (Object.hasOwn(PARAMETER_TYPES, name) || ADDED_PARAMETER_TYPES.has(name)) {
    throw new PluginError(`There is a parameter type ${name} already.`);
  }
  const constraints = [...(plugin.constraints ?? [])];
  try {
    checkConstraints({ type: base.property, constraints });
  } catch (error) {
    throw new PluginError(`The parameter type ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
  ADDED_PARAMETER_TYPES.set(name, { base: plugin.base, constraints });
  return () => ADDED_PARAMETER_TYPES.delete(name);
}
