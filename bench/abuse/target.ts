/**
 * The server that is abused: Hearth as `hearth serve` puts it together, API, engine and all in one process, on a dev cloud whose object store and key
 * manager are a hostile server. Bounds are the usual ones, but that what drips is waited for seconds instead of minutes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Metrics } from '../../src/api/metrics.ts';
import { loadConfig } from '../../src/cli/config/load.ts';
import { openHearth } from '../../src/cli/wiring/hearth.ts';
import { createLog } from '../../src/cli/wiring/logging.ts';
import { startDevCloud } from '../../src/devcloud/index.ts';
import type { AuthOptions } from '../../src/openstack/auth-options.ts';
import { cloudFromCredentials } from '../../src/openstack/client.ts';
import { authFromVariables } from '../../src/openstack/clouds-yaml.ts';

/** What an attacker has: addresses, and a login with a plain role. */
export interface Target {
  /** Of the orchestration API, without `/v1`. */
  url: string;
  /** Of the CloudFormation API, without `/v1`. */
  cfn: string;
  projectId: string;
  token: string;
  keypair: { access: string; secret: string };
}

/** Seconds within which what drips has to be there. */
export const ARRIVAL = 3;
/** The hostile server's; the one address of this machine to which users may lead. */
export const HOSTILE_HOST = '127.0.0.2';

export async function openTarget(hostile: string): Promise<Target & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-abuse-'));
  const cloud = await startDevCloud();
  cloud.registerEndpoint('object-store', `${hostile}/swift`);
  cloud.registerEndpoint('key-manager', `${hostile}/keys`);
  const login = (name: string) => authFromVariables(cloud.environment(name)) as AuthOptions;
  const config = {
    ...loadConfig({ environment: {} }),
    data_dir: folder,
    auth_encryption_key: ['a key for tests only'],
    outgoing_allow: [HOSTILE_HOST],
    request_timeout: ARRIVAL,
    template_fetch_timeout: ARRIVAL,
    cloud_timeout: ARRIVAL,
    cloud_retries: 0,
  };
  const log = createLog({ log_level: 'silent' });
  const hearth = await openHearth({ config, log, service: login('heat'), metrics: new Metrics() });
  const url = await hearth.listen({ host: '127.0.0.1', port: 0 });
  const cfn = await hearth.listenCfn({ host: '127.0.0.1', port: 0 });
  cloud.registerEndpoint('orchestration', `${url}/v1/%(tenant_id)s`);
  cloud.registerEndpoint('cloudformation', `${cfn}/v1`);
  await hearth.startEngine();
  const user = await cloudFromCredentials(login('demo'));
  const { body } = await user.request<{ credential: { access: string; secret: string } }>('identity', {
    method: 'POST',
    path: `/users/${user.userId}/credentials/OS-EC2`,
    body: { tenant_id: user.projectId },
  });
  return {
    url,
    cfn,
    projectId: user.projectId,
    token: await user.token(),
    keypair: { access: body.credential.access, secret: body.credential.secret },
    async close() {
      await hearth.stop();
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
