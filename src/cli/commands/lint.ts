import { type Command, CommanderError } from 'commander';
import { takesColour } from '../colour.ts';
import { ConfigError } from '../config/values.ts';
import { addConfigFlags, configFrom } from '../config-flags.ts';

/** Exit codes: 0 nothing wrong (there may be warnings), 1 errors, 2 arguments of no use. */
const WRONG = 1;
const UNUSABLE = 2;

interface Given {
  config?: string;
  env?: string[];
  parameter?: string[];
  complete?: boolean;
  json?: boolean;
  color: boolean;
}

export function define(command: Command): void {
  const gather = (value: string, before: string[] = []): string[] => [...before, value];
  addConfigFlags(command, [])
    .exitOverride((error) => {
      throw new CommanderError(error.exitCode === 0 ? 0 : UNUSABLE, error.code, error.message);
    })
    .argument('<file...>', 'templates, or folders with templates')
    .option('-e, --env <file>', 'environment; may be given several times', gather)
    .option('-P, --parameter <name=value>', 'parameter; may be given several times', gather)
    .option('--complete', 'every parameter has to have a value')
    .option('--json', 'what was found, as data')
    .option('--no-color', 'plain text')
    .action(async (files: string[], given: Given) => {
      const [{ lintFiles, UnreadableFile, withConfiguredPlugins }, { count, findingData, findingLines }] =
        await Promise.all([import('../lint/lint.ts'), import('../lint/print.ts')]);
      try {
        const request = {
          files,
          environments: given.env ?? [],
          parameters: readParameters(given.parameter ?? []),
          complete: given.complete === true,
        };
        const { plugins } = await configFrom({ config: given.config });
        const linted = await lintFiles(await withConfiguredPlugins(request, plugins));
        if (given.json) console.log(JSON.stringify(findingData(linted), null, 2));
        else for (const line of findingLines(linted, { colour: usesColour(given) })) console.log(line);
        process.exitCode = count(linted, 'error') > 0 ? WRONG : 0;
      } catch (error) {
        if (![UnreadableFile, BadParameter, ConfigError].some((known) => error instanceof known)) throw error;
        console.error(`hearth: ${(error as Error).message}`);
        process.exitCode = UNUSABLE;
      }
    });
}

class BadParameter extends Error {}

function readParameters(pairs: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new BadParameter(`a parameter is given as name=value, not "${pair}"`);
    parameters[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  return parameters;
}

function usesColour({ color }: Given): boolean {
  return color && takesColour(process.stdout);
}
