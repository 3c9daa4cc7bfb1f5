/** The `openstack` command as people have it installed, each call a process of its own. */
import { execFile } from 'node:child_process';

const COMMAND = process.env.HEARTH_TEST_CLIENT ?? 'openstack';
const TIMEOUT_MS = 900_000;

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

export class StockClient {
  readonly #variables: () => Promise<Record<string, string>>;

  /** `variables`: the `OS_*` variables that tell the command who is asking, and where. */
  constructor(variables: () => Promise<Record<string, string>>) {
    this.#variables = variables;
  }

  /** However it ends. Throws where there is no such command. */
  async run(...args: string[]): Promise<Said> {
    const kept = Object.entries(process.env).filter(([name]) => !/^(OS|HEARTH)_/.test(name));
    const env = { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8', ...(await this.#variables()) };
    const options = { env, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    return new Promise((resolve, reject) => {
      execFile(COMMAND, args, options, (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else reject(new Error(`${COMMAND} could not be run: ${error.message}`, { cause: error }));
      });
    });
  }

  /** Throws where it did not end well. */
  async text(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) throw new Error(`${COMMAND} ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
    return stdout;
  }

  /** With `-f json`; what the command prints before (events, while it waits) is left out. */
  // A test reads what it expects to be there.
  // oxlint-disable-next-line typescript/no-explicit-any
  async json(...args: string[]): Promise<any> {
    const text = await this.text(...args, '-f', 'json');
    return JSON.parse(text.slice(text.search(/^[[{]/m)));
  }
}
