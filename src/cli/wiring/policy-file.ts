/** Policies from a file: YAML or JSON, `rule: check`. */
import { readFileSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';
import { Enforcer } from '../../api/policy/enforcer.ts';
import type { Config } from '../../options.ts';
import { ConfigError } from '../config/values.ts';

export function createEnforcer(config: Config): Enforcer {
  const options = { newDefaultsOnly: config.enforce_new_defaults };
  const file = config.policy_file;
  if (file === null) return new Enforcer({}, options);
  try {
    const content: unknown = loadYaml(readFileSync(file, 'utf8')) ?? {};
    if (typeof content !== 'object' || content === null || Array.isArray(content)) {
      throw new Error('it has to be a mapping of rules');
    }
    return new Enforcer(content as Record<string, unknown>, options);
  } catch (error) {
    throw new ConfigError(`policy_file ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
