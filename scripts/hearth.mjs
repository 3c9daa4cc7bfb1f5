#!/usr/bin/env node
/**
 * The command `hearth`. Runs on the Node it was started with where that is new enough, else on the one among Hearth's packages; in place of
 * this process, where Node can do that.
 */
import { existsSync } from 'node:fs';
import { run } from './child.mjs';
import { ensureInstalled, NODE } from './install.mjs';
import { environment, flags, MAIN } from './program.mjs';

// A sign of life before anything is loaded: these commands ask a cloud before they have something to show.
const SLOW = new Set(['up', 'plan', 'down', 'status']);
const [, , command, about = 'the stacks'] = process.argv;
if (process.stderr.isTTY && SLOW.has(command) && about !== '--help') console.error(`Looking at ${about} …`);

const [major, minor] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 24 || (major === 24 && minor >= 12);
if (!isNewEnough && !existsSync(NODE)) ensureInstalled({ development: false });
const node = isNewEnough ? process.execPath : NODE;
const args = [...process.execArgv, ...flags(), MAIN, ...process.argv.slice(2)];

if (process.execve !== undefined && process.platform !== 'win32') {
  process.removeAllListeners('warning');
  process.execve(node, [node, ...args], environment());
}
process.exitCode = await run(args, { node });
