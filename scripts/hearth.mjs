#!/usr/bin/env node
/** The command `hearth`. Runs on the Node it was started with where that is new enough, else on the one among Hearth's packages. */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { environment, run } from './child.mjs';
import { ensureInstalled, NODE, ROOT } from './install.mjs';

const MAIN = join(ROOT, 'src', 'cli', 'main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 12)) {
  process.removeAllListeners('warning');
  module.enableCompileCache(environment().NODE_COMPILE_CACHE);
  await import(MAIN);
} else {
  if (!existsSync(NODE)) ensureInstalled({ development: false });
  process.exitCode = await run([MAIN, ...process.argv.slice(2)]);
}
