/** The CloudFormation API in front of the fake orchestrator; keys are names of identities, and every signature is right but `wrong`. */
import { type CfnApiOptions, createCfnApi } from '../../../src/api/cfn/cfn-api.ts';
import { Metrics } from '../../../src/api/metrics.ts';
import { Enforcer } from '../../../src/api/policy/enforcer.ts';
import type { Cloud } from '../../../src/openstack/cloud.ts';
import { FakeOrchestrator } from '../fake-orchestrator.ts';
import { IDENTITIES, SETTINGS } from '../test-api.ts';

export interface Answer {
  status: number;
  text: string;
  headers: Record<string, unknown>;
}

let count = 0;

/** No two are the same. */
function signedNow(): Record<string, string> {
  const Signature = `right${count++}`;
  return { AWSAccessKeyId: 'member', Signature, SignatureVersion: '2', Timestamp: new Date().toISOString() };
}

export function testCfnApi(change: Pick<CfnApiOptions, 'now' | 'log'> = {}) {
  const orchestrator = new FakeOrchestrator();
  const asked: string[] = [];
  const seen = new Set<string>();
  const app = createCfnApi({
    orchestrator,
    identity: {
      publicUrl: 'http://keystone.test/v3',
      validate: async (token) => IDENTITIES[token] ?? null,
      cloud: () => ({}) as Cloud,
      ec2: async ({ access, signature }) => {
        asked.push(access);
        if (access === 'broken') throw new Error('no Keystone');
        if (signature === 'wrong') return { refused: 'Invalid EC2 signature.' };
        return IDENTITIES[access] ?? { refused: 'EC2 access key not found.' };
      },
    },
    enforcer: new Enforcer(),
    seen: {
      claimRequest: async ({ digest }) => {
        if (seen.has(digest)) return 'seen';
        seen.add(digest);
        return 'first';
      },
      forgetRequest: async (digest) => void seen.delete(digest),
    },
    settings: SETTINGS,
    metrics: new Metrics(),
    ...change,
  });
  async function send(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    about: { payload?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const answer = await app.inject({
      method,
      url,
      headers: { host: 'heat.test:8000', ...about.headers },
      ...(about.payload === undefined ? {} : { payload: about.payload }),
    });
    return { status: answer.statusCode, text: answer.body, headers: answer.headers };
  }
  return {
    orchestrator,
    asked,
    send,
    act(parameters: Record<string, string>, signed: Record<string, string> = {}): Promise<Answer> {
      const all = { ...signedNow(), ...parameters, ...signed };
      return send('GET', `/v1/?${new URLSearchParams(all)}`);
    },
    post(parameters: Record<string, string>): Promise<Answer> {
      const payload = new URLSearchParams({ ...signedNow(), ...parameters }).toString();
      return send('POST', '/v1/', { payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    },
  };
}
