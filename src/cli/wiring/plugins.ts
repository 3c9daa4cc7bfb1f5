/** Loads the plugins that the configuration names: ES modules, by path. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalogue } from '../../resources/catalogue.ts';
import { type Extended, extend, readPlugin } from '../../resources/plugins/extend.ts';
import type { Plugin } from '../../resources/plugins/plugin.ts';
import { questions } from '../../resources/questions/index.ts';
import { PluginError } from '../../template/plugins/index.ts';
import { ConfigError } from '../config/values.ts';

let loaded: { key: string; extended: Extended } | undefined;

/**
 * The catalogue and the questions with what the plugins add, whose parts of the language hold from here on. The same paths are loaded
 * once in a process. ConfigError with the path for what cannot be loaded.
 */
export async function withPlugins(paths: readonly string[]): Promise<Extended> {
  if (paths.length === 0) return { catalogue, questions, cloudConstraints: new Set(), undo: () => {} };
  const key = paths.map((path) => resolve(path)).join('\n');
  if (loaded?.key === key) return loaded.extended;
  loaded?.extended.undo();
  loaded = undefined;
  const plugins: Plugin[] = [];
  for (const path of paths) plugins.push(await loadPlugin(path));
  try {
    const extended = extend(catalogue, questions, plugins);
    loaded = { key, extended };
    return extended;
  } catch (error) {
    if (error instanceof PluginError) throw new ConfigError(error.message);
    throw error;
  }
}

async function loadPlugin(path: string): Promise<Plugin> {
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown };
    return await readPlugin(module.default);
  } catch (error) {
    throw new ConfigError(
      `The plugin ${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
