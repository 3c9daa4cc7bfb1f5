/**
 * The command `hearth`. Each command is a file of its own, loaded only when it is the one asked for, so that a start costs
 * no more than it has to.
 */
import { Command, CommanderError } from 'commander';
import { HeatError } from '../errors.ts';
import { CloudError } from '../openstack/cloud.ts';
import { ConfigError } from './config/values.ts';
import { endWhileLoading } from './until-stopped.ts';
import { VERSION } from './wiring/version.ts';

interface CommandModule {
  define(command: Command): void;
}

const COMMANDS: Readonly<Record<string, [description: string, load: () => Promise<CommandModule>]>> = {
  dev: ['Hearth with an OpenStack of its own and a sample stack, in one process', () => import('./commands/dev.ts')],
  serve: ['run the API, the engine, or both', () => import('./commands/serve.ts')],
  up: ['create or update a stack from here, with any cloud, without a server', () => import('./commands/up.ts')],
  down: ['delete such a stack', () => import('./commands/down.ts')],
  plan: ['show what `up` would do, and why', () => import('./commands/plan.ts')],
  status: ['show such stacks and their resources', () => import('./commands/status.ts')],
  lint: ['check templates', () => import('./commands/lint.ts')],
  schema: ['print the JSON Schema of templates, for editors', () => import('./commands/schema.ts')],
  doctor: ['check that this installation can work', () => import('./commands/doctor.ts')],
  migrate: ['bring the database to this version', () => import('./commands/migrate.ts')],
  'purge-deleted': ['remove deleted stacks from the database for good', () => import('./commands/purge-deleted.ts')],
  rekey: ['bring everything in the database under the encryption key that writes', () => import('./commands/rekey.ts')],
  options: ['list the options of the configuration', () => import('./commands/options.ts')],
};

async function main(args: readonly string[]): Promise<void> {
  const program = new Command('hearth')
    .description('OpenStack orchestration')
    .version(VERSION)
    .showHelpAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  const asked = args.find((arg) => !arg.startsWith('-'));
  for (const [name, [description, load]] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(description).exitOverride();
    if (name === asked || args.includes('help')) (await load()).define(command);
  }
  await program.parseAsync(args, { from: 'user' });
}

/** What the operating system refused: a file, a folder, an address. Its message says what and where. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

endWhileLoading();
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    process.exitCode = 1;
    // What a user can mend is told in a line; everything else with where it came from.
    const known =
      error instanceof ConfigError || error instanceof HeatError || error instanceof CloudError || isOfSystem(error);
    console.error(
      known || !(error instanceof Error) ? `hearth: ${String(error instanceof Error ? error.message : error)}` : error,
    );
  }
}
