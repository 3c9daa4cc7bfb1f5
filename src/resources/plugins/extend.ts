/** The catalogue and the questions to clouds, with those of plugins beside them. */
import { HeatError } from '../../errors.ts';
import { extendLanguage, PluginError } from '../../template/plugins/index.ts';
import { toPlugin } from '../../template/plugins/values.ts';
import { NotNow } from '../not-now.ts';
import { ownType } from '../own-type.ts';
import { restType } from '../rest-type.ts';
import * as terms from '../terms/index.ts';
import type { Catalogue, CloudQuestions, ResourceType } from '../type.ts';
import type { CloudConstraint, Plugin, PluginKit, PluginModule } from './plugin.ts';

export const KIT: PluginKit = { restType, ownType, terms, HeatError, NotNow };

export interface Extended {
  catalogue: Catalogue;
  questions: CloudQuestions;
  /** Names of the constraints that ask a cloud, of plugins alone. */
  cloudConstraints: ReadonlySet<string>;
  /** Takes what was added to the language out again. */
  undo(): void;
}

/** A plugin of a module's default export. PluginError. */
export async function readPlugin(exported: unknown): Promise<Plugin> {
  const made: unknown =
    typeof exported === 'function'
      ? await (exported as (kit: PluginKit) => PluginModule | Promise<PluginModule>)(KIT)
      : exported;
  if (typeof made !== 'object' || made === null)
    throw new PluginError('The default export is no plugin, nor a function that makes one.');
  const unknown = Object.keys(made).find((key) => !PARTS.has(key));
  if (unknown !== undefined)
    throw new PluginError(`A plugin has no part "${unknown}"; possible are ${[...PARTS].join(', ')}.`);
  if (typeof (made as Plugin).name !== 'string') throw new PluginError('The plugin has no name.');
  return made as Plugin;
}

const PARTS: ReadonlySet<string> = new Set<keyof Plugin>([
  'name',
  'functions',
  'constraints',
  'parameterTypes',
  'resourceTypes',
  'cloudConstraints',
]);

/** Adds plugins, the catalogue and the questions given staying as they are. PluginError; then nothing was added. */
export function extend(catalogue: Catalogue, questions: CloudQuestions, plugins: readonly Plugin[]): Extended {
  const types = new Map<string, ResourceType>();
  const constraints = new Map<string, CloudConstraint>();
  const undos: (() => void)[] = [];
  const undo = () => {
    for (const step of undos.splice(0).reverse()) step();
  };
  for (const plugin of plugins) {
    try {
      for (const type of plugin.resourceTypes ?? []) addType(type, types, catalogue);
      for (const [name, ask] of Object.entries(plugin.cloudConstraints ?? {})) {
        if (typeof ask !== 'function') throw new PluginError(`The constraint ${name} is no function.`);
        constraints.set(name, ask);
      }
      undos.push(extendLanguage(plugin));
    } catch (error) {
      undo();
      if (error instanceof PluginError) throw new PluginError(`Plugin ${plugin.name}: ${error.message}`);
      throw error;
    }
  }
  return {
    catalogue: {
      get: (name) => types.get(name) ?? catalogue.get(name),
      names: () => [...new Set([...catalogue.names(), ...types.keys()])].sort(),
    },
    questions: {
      async constraint(cloud, name, value) {
        const ask = constraints.get(name);
        if (ask === undefined) return questions.constraint(cloud, name, value);
        return ask(toPlugin(value), { cloud });
      },
      lookup: (cloud, rule, value) => questions.lookup(cloud, rule, value),
    },
    cloudConstraints: new Set(constraints.keys()),
    undo,
  };
}

function addType(type: ResourceType, types: Map<string, ResourceType>, catalogue: Catalogue): void {
  const { name }: { name?: unknown } = type ?? {};
  if (typeof name !== 'string' || !/^\w+(::\w+)+$/.test(name)) {
    throw new PluginError(
      `The name of a resource type has parts, as in My::Service::Thing; "${String(name)}" has not.`,
    );
  }
  if (typeof type.create !== 'function') throw new PluginError(`${name} is not made by restType(…) or ownType(…).`);
  if (catalogue.get(name) !== undefined || types.has(name))
    throw new PluginError(`There is a resource type ${name} already.`);
  types.set(name, type);
}
