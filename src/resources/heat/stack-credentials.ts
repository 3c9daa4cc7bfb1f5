/** Credentials for another cloud, kept as a secret in the key manager. */
import { HeatError } from '../../errors.ts';
import type { AuthOptions } from '../../openstack/auth-options.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { isMap, parseJson, type ValueMap } from '../../template/value.ts';

/** Bytes; the key manager itself takes no larger ones. */
const MOST_OF_SECRET = 64 * 1024;

/**
 * The secret holds JSON with `auth_type` and `auth`, as a keystoneauth plug-in takes them. Throws ValueError when it is
 * something else.
 */
export async function authFromSecret(cloud: Cloud, id: string, context: ValueMap): Promise<AuthOptions> {
  const { body } = await cloud.request<string | Uint8Array>('key-manager', {
    path: at`/secrets/${id.split('/').at(-1)}/payload`,
    headers: { accept: 'text/plain' },
    answer: 'object',
    most: MOST_OF_SECRET,
  });
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  const auth = readAuth(text, id);
  const word = (name: string) => (auth[name] == null ? undefined : String(auth[name]));
  const authUrl = word('auth_url');
  if (authUrl === undefined) throw new HeatError('ValueError', `The secret ${id} holds no auth_url.`);
  return {
    authUrl,
    userId: word('user_id'),
    username: word('username'),
    userDomainId: word('user_domain_id'),
    userDomainName: word('user_domain_name'),
    password: word('password'),
    token: word('token'),
    applicationCredentialId: word('application_credential_id'),
    applicationCredentialName: word('application_credential_name'),
    applicationCredentialSecret: word('application_credential_secret'),
    projectId: word('project_id'),
    projectName: word('project_name'),
    projectDomainId: word('project_domain_id'),
    projectDomainName: word('project_domain_name'),
    trustId: word('trust_id'),
    verify: context.insecure !== true,
    ...(context.ca_cert ? { ca: String(context.ca_cert) } : {}),
    namedByUser: true,
  };
}

function readAuth(text: string, id: string): ValueMap {
  try {
    const tree = parseJson(text);
    if (isMap(tree)) return isMap(tree.auth) ? tree.auth : tree;
  } catch {
    // Said below, without the text.
  }
  throw new HeatError('ValueError', `The secret ${id} does not hold credentials as JSON.`);
}
