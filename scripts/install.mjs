/**
 * Sees to it that `node_modules` is what the lock file says, with nothing but Node ≥ 20 and npm. A stamp inside `node_modules`
 * holds the lock's hash; when it fits, this takes a millisecond.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = join(ROOT, 'package-lock.json');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.hearth-lock');
/** The Node that Hearth runs on: an npm package like any other. */
export const NODE = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

function lockHash() {
  return createHash('sha256').update(readFileSync(LOCK)).digest('hex');
}

function isInstalled(hash) {
  if (!existsSync(NODE)) return false;
  if (existsSync(STAMP)) return readFileSync(STAMP, 'utf8') === hash;
  // Installed by hand: npm writes this file last.
  const written = join(MODULES, '.package-lock.json');
  if (!existsSync(written) || statSync(written).mtimeMs < statSync(LOCK).mtimeMs) return false;
  writeFileSync(STAMP, hash);
  return true;
}

/** Installs when it has to; ends the process with npm's own code when that fails. */
export function ensureInstalled() {
  const hash = lockHash();
  if (isInstalled(hash)) return;
  const began = Date.now();
  console.log(`Installing what Hearth needs (npm ci) into ${MODULES} …`);
  const npm = process.env.npm_execpath;
  const command = ['ci', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, error } = npm
    ? spawnSync(process.execPath, [npm, ...command], { cwd: ROOT, stdio: 'inherit' })
    : spawnSync('npm', command, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error || status !== 0) {
    console.error(
      `The installation failed${error ? `: ${error.message}` : ''}. Once npm can reach its registry, run this again.`,
    );
    process.exit(status || 1);
  }
  if (!existsSync(NODE)) {
    console.error(
      'The package `node` did not bring its program: its install script has to be allowed to run (ignore-scripts).',
    );
    process.exit(1);
  }
  writeFileSync(STAMP, hash);
  console.log(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}
