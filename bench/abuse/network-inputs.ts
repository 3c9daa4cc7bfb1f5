/** Requests that abuse what Hearth connects to, whom it believes, and what it reads; beside the templates of `template-inputs.ts`. */
import type { Attacker, Outcome } from './attacker.ts';

export interface NetworkInput {
  name: string;
  send(attacker: Attacker): Promise<Outcome>;
  /** What the answer has to be: a refusal, an answer that is right, or an end. */
  expect: '4xx' | 'ok' | 'ended';
}

const HOT = 'heat_template_version: 2021-04-16\n';
const refused = (name: string, send: NetworkInput['send']): NetworkInput => ({ name, send, expect: '4xx' });
const create = (template: unknown, more: Record<string, unknown> = {}) => ({
  stack_name: `net-${Math.random().toString(36).slice(2)}`,
  template,
  ...more,
});

/** Spellings of this machine. */
const SELF = [
  '127.0.0.1',
  'localhost',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0177.0.0.1',
  '0',
  '[::1]',
  '[::ffff:127.0.0.1]',
];
const FORMS = [...SELF, '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[::]', '169.254.169.254', '[fd00:ec2::254]'];

const numbers: NetworkInput[] = [
  refused('timeout_mins of 2^53', (it) =>
    it.call('POST', '/stacks', JSON.stringify(create(HOT)).replace(/}$/, ',"timeout_mins":9007199254740992}')),
  ),
  { name: 'the list of stacks thereafter', send: (it) => it.call('GET', '/stacks'), expect: 'ok' },
  refused('limit of 20 nines', (it) => it.call('GET', '/stacks?limit=99999999999999999999')),
  refused('nested_depth of 2^53', (it) => it.call('GET', '/stacks/none/none/events?nested_depth=9007199254740992')),
];

const bodies: NetworkInput[] = [
  refused('JSON nested 3,000 deep', (it) =>
    it.call('POST', '/stacks', `{"stack_name": "a", "parameters": {"p": ${'['.repeat(3_000)}${']'.repeat(3_000)}}}`),
  ),
  refused('JSON nested 400,000 deep', (it) => it.call('POST', '/stacks', `{"a": ${'['.repeat(400_000)}`)),
  refused('JSON number of 900,000 digits', (it) =>
    it.call('POST', '/stacks', `{"stack_name": "a", "parameters": {"p": ${'9'.repeat(900_000)}}}`),
  ),
  refused('names of JavaScript itself', (it) =>
    it.call('POST', '/stacks', '{"stack_name": "a", "__proto__": {"template": {}}, "files": {"__proto__": "x"}}'),
  ),
  refused('a body of 50 MB', (it) => it.call('POST', '/stacks', 'x'.repeat(50_000_000))),
  refused('a body that drips', (it) => it.drip('/stacks')),
  refused('a header of 1 MB', (it) => it.send('GET', `${it.target.url}/`, { headers: { x: 'x'.repeat(1_000_000) } })),
  refused('a form of 100,000 parameters', (it) =>
    it.send('POST', `${it.target.cfn}/v1/`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Array.from({ length: 100_000 }, (_, i) => `a${i}=`).join('&'),
    }),
  ),
];

const led = (name: string, url: (it: Attacker) => string): NetworkInput[] => [
  refused(`template_url ${name}`, (it) => it.call('POST', '/stacks/preview', create(null, { template_url: url(it) }))),
  refused(`TemplateURL ${name}`, (it) => it.signed('ValidateTemplate', { TemplateURL: url(it) })()),
];

const answers: NetworkInput[] = [
  ...led('without end', (it) => `${it.hostile}/endless`),
  ...led('that drips', (it) => `${it.hostile}/drip`),
  ...led('that unpacks to 32 MB', (it) => `${it.hostile}/bomb`),
  ...led('that leads on for ever', (it) => `${it.hostile}/loop`),
  ...['endless', 'drip', 'large'].map(
    (container): NetworkInput => ({
      name: `files_container: ${container}`,
      send: (it) => it.call('POST', '/stacks/preview', create(HOT, { files_container: container })),
      expect: 'ended',
    }),
  ),
];

/** What is nested is fetched by the engine: the stack fails, and says no word of what came. */
const nested = (name: string, url: (it: Attacker) => string): NetworkInput => ({
  name: `nested TemplateURL ${name}`,
  async send(it) {
    const resource = { type: 'AWS::CloudFormation::Stack', properties: { TemplateURL: url(it) } };
    const made = await it.call(
      'POST',
      '/stacks',
      create({ heat_template_version: '2021-04-16', resources: { r: resource } }),
    );
    if (made.status !== 201) return made;
    const fate = await it.fate(made);
    return { status: fate?.state === 'CREATE_FAILED' ? 422 : 500, text: fate?.reason ?? '' };
  },
  expect: '4xx',
});

const keystone = (name: string, url: (it: Attacker) => string): NetworkInput =>
  refused(`Keystone of one's own ${name}`, (it) => {
    const context = { region_name: 'R', credential_secret_id: Buffer.from(url(it)).toString('base64url') };
    const resource = { type: 'OS::Heat::Stack', properties: { context, template: HOT } };
    return it.call('POST', '/stacks', create({ heat_template_version: '2021-04-16', resources: { r: resource } }));
  });

const to = (host: string) => (it: Attacker) => `http://${host}:${new URL(it.target.url).port}/`;

const places: NetworkInput[] = [
  ...FORMS.flatMap((host) => led(`at ${host}`, to(host))),
  ...led('that leads to 127.0.0.1', (it) => `${it.hostile}/to?url=${encodeURIComponent(to('127.0.0.1')(it))}`),
  ...led('that is a file', () => 'file:///etc/passwd'),
  nested('at 127.0.0.1', to('127.0.0.1')),
  nested('without end', (it) => `${it.hostile}/endless`),
  keystone('at 127.0.0.1', to('127.0.0.1')),
  keystone('at ::ffff:7f00:1', to('[::ffff:7f00:1]')),
  keystone('without end', (it) => `${it.hostile}/endless`),
  keystone('that drips', (it) => `${it.hostile}/drip`),
];

const signatures: NetworkInput[] = [
  refused('a signed change, sent again', async (it) => {
    const send = it.signed('CreateStack', {
      StackName: `net-${Math.random().toString(36).slice(2)}`,
      TemplateBody: HOT,
    });
    const first = await send();
    return first.status === 200 ? send() : { ...first, status: 500 };
  }),
  refused('a signed URL that has ended', (it) => it.signed('ListStacks', { Expires: '2020-01-01T00:00:00Z' })()),
  refused('a signed URL for a year', (it) =>
    it.signed('ListStacks', { Expires: new Date(Date.now() + 365 * 86_400_000).toISOString() })(),
  ),
  refused('a signed POST of version 4 with another action', (it) => {
    const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const scope = `${it.target.keypair.access}/${stamp.slice(0, 8)}/r/cloudformation/aws4_request`;
    return it.send('POST', `${it.target.cfn}/v1/?Action=DeleteStack&StackName=a`, {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-amz-date': stamp,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=00`,
      },
      body: 'Action=ListStacks',
    });
  }),
  refused('a key that nobody has', (it) => {
    const query = { Action: 'ListStacks', AWSAccessKeyId: 'nobody', SignatureVersion: '2', Signature: 'x' };
    const Timestamp = new Date().toISOString();
    return it.send('GET', `${it.target.cfn}/v1/?${new URLSearchParams({ ...query, Timestamp })}`);
  }),
];

export const NETWORK_INPUTS: readonly NetworkInput[] = [...numbers, ...bodies, ...answers, ...places, ...signatures];

/** What stands on this machine and no answer may repeat: the API's own list of versions. */
export const NEVER_TOLD = /CURRENT|root:x:|ssh-rsa/;

/** Why an outcome is none that may be; null where it is. */
export function wrongWith({ status, text }: Outcome, expected: NetworkInput['expect']): string | null {
  if (NEVER_TOLD.test(text)) return 'it quotes what it was led to';
  if (expected === 'ended') return status >= 400 ? null : `status ${status} instead of an end`;
  if (expected === 'ok') return status >= 200 && status < 500 ? null : `status ${status} instead of an answer`;
  return status >= 400 && status < 500 ? null : `status ${status} instead of 4xx`;
}
