/** The flags by which commands take options of the configuration, so that they are called the same everywhere. */
import type { Command } from 'commander';
import type { Config, OptionName } from '../options.ts';
import { OPTIONS } from '../options.ts';

const FLAGS = {
  config: '--config <file>',
  api_host: '--host <address>',
  api_port: '--port <number>',
  cfn_api_port: '--cfn-port <number>',
  database_url: '--database-url <url>',
  data_dir: '--data-dir <folder>',
  state_dir: '--state-dir <folder>',
  cloud: '--os-cloud <name>',
  log_level: '--log-level <level>',
  metrics: '--metrics',
  monitor_address: '--monitor <host:port>',
} as const;

type FlagName = keyof typeof FLAGS;

/** Adds the flags of some options; their help is the options' own. */
export function addConfigFlags(command: Command, names: readonly Exclude<FlagName, 'config'>[]): Command {
  command.option(FLAGS.config, 'configuration file, YAML or JSON');
  for (const name of names) command.option(FLAGS[name], OPTIONS[name].meaning);
  return command;
}

/** What was given on the command line, by option name. */
export async function configFrom(given: Readonly<Record<string, unknown>>): Promise<Config> {
  const { loadConfig } = await import('./config/load.ts');
  const flags: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(FLAGS) as [FlagName, string][]) {
    if (name !== 'config') flags[name satisfies OptionName] = given[attributeOf(flag)];
  }
  return loadConfig({ file: given.config as string | undefined, flags });
}

/** `--data-dir <folder>` → `dataDir`, as commander names it. */
function attributeOf(flag: string): string {
  return flag
    .split(' ')[0]!
    .slice(2)
    .replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
