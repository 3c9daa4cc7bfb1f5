/**
 * Sees to it that `node_modules` is what the lock file says, with nothing but Node ≥ 20 and npm. A stamp inside `node_modules`
 * holds the lock's hash; when it fits, this takes a millisecond.
 *
 * `npm install --no-save` keeps to the lock and leaves it alone. `npm ci` would too, but npm 11 refuses it where the registry has not
 * the optional builds of some package for every platform there is.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = join(ROOT, 'package-lock.json');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.hearth-installed');
/** The Node that Hearth runs on: an npm package like any other. */
export const NODE = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** A package that only development needs: tells how an installation made by hand was made. */
const DEVELOPMENT = join(MODULES, 'vitest', 'package.json');

function lockHash() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

/** The stamp: `{hash} development` or `{hash} production`. */
function installedFor(hash) {
  if (!existsSync(NODE)) return null;
  if (existsSync(STAMP)) {
    const [stamped, kind] = readFileSync(STAMP, 'utf8').split(' ');
    return stamped === hash ? kind : null;
  }
  // Installed by hand: npm writes this file last.
  const written = join(MODULES, '.package-lock.json');
  if (!existsSync(written) || statSync(written).mtimeMs < statSync(LOCK).mtimeMs) return null;
  return existsSync(DEVELOPMENT) ? 'development' : 'production';
}

/** Installs when it has to; ends the process with npm's own code when that fails. `development`: with what tests need. */
export function ensureInstalled({ development }) {
  const hash = lockHash();
  const installed = installedFor(hash);
  if (installed === 'development' || (installed === 'production' && !development)) return;
  const began = Date.now();
  console.log(`Installing ${development ? 'what the tests need' : 'what Hearth needs'} by npm …`);
  const flags = ['--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const command = ['install', ...flags, ...(development ? [] : ['--omit=dev'])];
  const npm = process.env.npm_execpath;
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...command], { cwd: ROOT, stdio: 'inherit' })
    : spawnSync('npm', command, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error || status !== 0) {
    const why = error ? `: ${error.message}` : '';
    console.error(`The installation failed${why}. Once npm can reach its registry, run this again.`);
    process.exit(status || 1);
  }
  if (!existsSync(NODE)) {
    console.error(
      'The package `node` did not bring its program: its install script has to be allowed to run (npm config ignore-scripts).',
    );
    process.exit(1);
  }
  writeFileSync(STAMP, `${hash} ${development ? 'development' : 'production'}`);
  console.log(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}
