/** Runs a program of Hearth's on its own Node and lives exactly as long: signals go on to it, its exit code comes back. */
import { spawn } from 'node:child_process';
import { NODE } from './install.mjs';
import { environment } from './program.mjs';

function ignore() {}

/** Resolves to the exit code. */
export function run(args, options = {}) {
  return new Promise((resolve) => {
    const node = options.node ?? NODE;
    const child = spawn(node, args, {
      cwd: options.cwd ?? process.cwd(),
      env: environment(),
      stdio: 'inherit',
    });
    // The terminal sends Ctrl-C to both; the child decides when it is over.
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore);
    process.on('SIGTERM', pass);
    process.on('SIGHUP', pass);
    child.on('error', (error) => {
      console.error(`${node} cannot be run: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', pass);
      process.off('SIGHUP', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}
