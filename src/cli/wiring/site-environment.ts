/** The installation's own environments: every file of `environment_dir`, in the order of their names, on top of the known aliases. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../options.ts';
import { ALIASES } from '../../resources/catalogue.ts';
import type { Catalogue } from '../../resources/type.ts';
import { baseRegistry, parseEnvironment, type ResourceRegistry } from '../../template/environment/index.ts';
import type { ValueMap } from '../../template/value.ts';
import { ConfigError } from '../config/values.ts';

export function siteRegistry(config: Config, catalogue: Catalogue): ResourceRegistry {
  const environments: ValueMap[] = [{ resource_registry: { ...ALIASES } }];
  const folder = config.environment_dir;
  if (existsSync(folder)) {
    for (const name of readdirSync(folder)
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()) {
      try {
        environments.push(parseEnvironment(readFileSync(join(folder, name), 'utf8')));
      } catch (error) {
        throw new ConfigError(`${join(folder, name)}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return baseRegistry(catalogue, environments);
}

/** Templates that the installation's environments name: files only, and only below `template_dir` or `environment_dir`. */
export function siteTemplate(config: Config, url: string): string | null {
  if (!url.startsWith('file:')) return null;
  const path = fileURLToPath(url);
  const allowed = [config.template_dir, config.environment_dir].some((folder) => path.startsWith(`${folder}/`));
  return allowed && !path.includes('/../') && existsSync(path) ? readFileSync(path, 'utf8') : null;
}
