/** POST /v3/ec2tokens: a token for who can sign with an EC2 secret. Only services and administrators may ask. */
import { forbidden, notFound, unauthorized } from '../http/api-error.ts';
import { type Fields, isRecord, maybeText, record, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { tokenReply } from './authenticate.ts';
import type { Call } from './call.ts';
import { signRequest } from './ec2-signature.ts';

export function ec2Token(call: Call): Reply {
  if (!call.auth.roles.has('admin') && !call.auth.roles.has('service')) {
    throw forbidden('You are not authorized to perform the requested action: identity:ec2tokens_validate.');
  }
  const body = call.json();
  const given = [body.credentials, body.credential, body.ec2Credentials].find(isRecord) ?? {};
  const { keystone } = call.cloud;
  const credential = keystone.model.credentials.first('access', text(given.access));
  if (!credential || credential.type !== 'ec2') throw notFound(`Could not find credential: ${text(given.access)}.`);
  const blob = record(JSON.parse(credential.blob));
  if (!given.signature) throw unauthorized('EC2 signature not supplied.');
  if (!matches(text(blob.secret), given)) throw unauthorized('Invalid EC2 signature.');
  const trustId = maybeText(blob.trust_id);
  const token = keystone.tokens.issue({
    userId: credential.user_id,
    methods: ['ec2credential'],
    projectId: credential.project_id ?? undefined,
    trustId,
    appCredId: maybeText(blob.app_cred_id),
  });
  return tokenReply(call, token, 200);
}

function matches(secret: string, given: Fields): boolean {
  if (signRequest(secret, given) === given.signature) return true;
  // Some clients leave the port out of the host that they sign.
  const host = text(given.host);
  return host.includes(':') && signRequest(secret, { ...given, host: host.split(':')[0] }) === given.signature;
}
