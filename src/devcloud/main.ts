/**
 * The dev cloud as a process of its own. Options are JSON (DevCloudOptions), from the first argument or DEVCLOUD_OPTIONS:
 *
 *   node src/devcloud/main.ts '{"port": 5000, "dataDirectory": "data/devcloud"}'
 *
 * When ready it prints one line of JSON with its URLs and the OS_* variables; SIGTERM and SIGINT end it.
 */
import { type DevCloudOptions, startDevCloud } from './index.ts';

/** `"journal": true` prints a line for every request that may have changed something. */
type Given = Omit<DevCloudOptions, 'journal'> & { journal?: boolean };

const given = process.argv[2] ?? process.env.DEVCLOUD_OPTIONS ?? '{}';
let options: Given;
try {
  options = JSON.parse(given) as Given;
} catch {
  process.stderr.write(`dev cloud: the options are not JSON: ${given}\n`);
  process.exit(2);
}
const { journal = false, ...rest } = options;
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const cloud = await startDevCloud({ ...rest, ...(journal ? { journal: print } : {}) });
print({
  ready: true,
  identityUrl: cloud.identityUrl,
  controlUrl: cloud.controlUrl,
  port: cloud.port,
  endpoints: cloud.endpoints,
  environment: cloud.environment(),
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void cloud.close().then(() => process.exit(0));
  });
}
