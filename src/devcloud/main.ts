/**
 * The dev cloud as a process of its own. Options are JSON (DevCloudOptions), from the first argument or DEVCLOUD_OPTIONS:
 *
 *   node src/devcloud/main.ts '{"port": 5000, "dataDirectory": "data/devcloud"}'
 *
 * When ready it prints one line of JSON with its URLs and the OS_* variables; SIGTERM and SIGINT end it.
 */
import { type DevCloudOptions, startDevCloud } from './index.ts';

const given = process.argv[2] ?? process.env.DEVCLOUD_OPTIONS ?? '{}';
let options: DevCloudOptions;
try {
  options = JSON.parse(given) as DevCloudOptions;
} catch {
  process.stderr.write(`dev cloud: the options are not JSON: ${given}\n`);
  process.exit(2);
}
const cloud = await startDevCloud(options);
process.stdout.write(
  `${JSON.stringify({
    ready: true,
    identityUrl: cloud.identityUrl,
    controlUrl: cloud.controlUrl,
    port: cloud.port,
    endpoints: cloud.endpoints,
    environment: cloud.environment(),
  })}\n`,
);
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void cloud.close().then(() => process.exit(0));
  });
}
