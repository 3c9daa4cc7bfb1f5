/** Secrets out of texts that people or logs will see. */
const MEMBERS = [
  'password',
  'adminPass',
  'admin_pass',
  'secret',
  'token',
  'private_key',
  'user_data',
  'auth_password',
  'psk',
  'access_key',
  'payload',
];
const IN_JSON = new RegExp(`("[a-z_]*(?:${MEMBERS.join('|')})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi');
const IN_URL = /([?&](?:temp_url_sig|signature|token|password|secret)=)[^&\s"']+/gi;
const TOKENS = /gAAAA[\w=-]{20,}/g;

export function redact(text: string): string {
  return text.replace(IN_JSON, '$1"***"').replace(IN_URL, '$1***').replace(TOKENS, '***');
}
