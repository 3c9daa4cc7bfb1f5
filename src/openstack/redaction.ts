/**
 * Secrets out of texts that people or logs will see. What a request carried is known by where it was: in a header or a query that authenticates, or
 * among what the caller calls secret. What looks like a secret besides, whoever's it is, goes as well.
 */
const HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'x-auth-key',
  'x-auth-token',
  'x-service-token',
  'x-storage-token',
  'x-subject-token',
]);
const QUERIES: ReadonlySet<string> = new Set(['password', 'secret', 'signature', 'temp_url_sig', 'token']);
/** A shorter one would be found in every text. */
const SHORTEST = 4;

const MEMBERS = ['password', 'adminPass', 'admin_pass', 'private_key', 'secret', 'token', 'user_data'];
const IN_JSON = new RegExp(`("[a-z_]*(?:${MEMBERS.join('|')})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi');
const IN_URL = new RegExp(`([?&](?:x-amz-)?(?:${[...QUERIES].join('|')})=)[^&\\s"']+`, 'gi');
const TOKENS = /gAAAA[\w=-]{20,}/g;

/** What a request carries that nobody is to read. */
export function secretsOfRequest(request: {
  url: string;
  headers: Readonly<Record<string, string>>;
  secrets?: readonly string[];
}): string[] {
  const found = [...(request.secrets ?? [])];
  for (const [name, value] of Object.entries(request.headers)) if (HEADERS.has(name.toLowerCase())) found.push(value);
  for (const [name, value] of new URL(request.url).searchParams) {
    if (QUERIES.has(name.toLowerCase())) found.push(value, encodeURIComponent(value));
  }
  return found;
}

export function redact(text: string, secrets: readonly string[] = []): string {
  let redacted = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue;
    for (const spelling of [secret, JSON.stringify(secret).slice(1, -1)])
      redacted = redacted.replaceAll(spelling, '***');
  }
  return redacted.replace(IN_JSON, '$1"***"').replace(IN_URL, '$1***').replace(TOKENS, '***');
}
