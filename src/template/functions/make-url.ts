/** `make_url`: a URL from its parts, each quoted as it has to be. */
import { HeatError } from '../../errors.ts';
import { Call, type Expression, entryOf, isMapExpression, keysOf, mayBeMap } from '../expression/expression.ts';
import { templateFunction } from '../expression/function.ts';
import { toInteger } from '../schema/numbers.ts';
import { isTruthy, pythonText, pythonType } from '../schema/python-values.ts';
import { isInteger, isMap, type Value, type ValueMap } from '../value.ts';

const PARTS = ['scheme', 'username', 'password', 'host', 'port', 'path', 'query', 'fragment'] as const;

export const makeUrl = templateFunction({
  description: 'A URL of its parts.',
  validate(call) {
    const { args } = call;
    if (!isMapExpression(args)) throw new HeatError('TypeError', `The arguments to "${call.name}" must be a map.`);
    const wrong = keysOf(args).filter((key) => !(PARTS as readonly string[]).includes(key));
    if (wrong.length > 0) throw new HeatError('ValueError', `Invalid arguments to "${call.name}": ${wrong.join(', ')}`);
    checkParts((part) => entryOf(args, part), call.name);
  },
  resolve(call, evaluation) {
    const args = evaluation.known(call.args);
    if (!isMap(args))
      throw new HeatError(
        typeof args === 'string' || Array.isArray(args) ? 'AttributeError' : 'TypeError',
        `The arguments to "${call.name}" must be a map.`,
      );
    checkParts((part) => (Object.hasOwn(args, part) ? args[part] : undefined), call.name);
    return url(args);
  },
});

function checkParts(part: (name: string) => Expression | undefined, name: string): void {
  for (const key of PARTS) {
    const value = part(key);
    if (value === undefined) continue;
    if (key === 'query') {
      if (!mayBeMap(value)) throw new HeatError('TypeError', `The "query" argument to "${name}" must be a map.`);
      // What comes after the query is not looked at.
      return;
    }
    if (value instanceof Call) continue;
    if (key === 'port') checkPort(value, name);
    else if (typeof value !== 'string')
      throw new HeatError('TypeError', `The "${key}" argument to "${name}" must be a string.`);
  }
}

function checkPort(value: Expression, name: string): void {
  const port = isInteger(value) ? value : toInteger(value as Value);
  if (port <= 0 || port > 65535)
    throw new HeatError('ValueError', `Invalid URL port ${port} for ${name}, must be in range 1-65535.`);
}

/** Schemes after which two slashes stand even without a host. */
const WITH_AUTHORITY: ReadonlySet<string> = new Set(
  (
    'ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtsps rtspu rsync svn svn+ssh sftp nfs git ' +
    'git+ssh ws wss'
  ).split(' '),
);

function url(args: ValueMap): string {
  const text = (part: string): string => {
    const value = Object.hasOwn(args, part) ? (args[part] as Value) : '';
    if (typeof value !== 'string')
      throw new HeatError('TypeError', `"${part}" is a ${pythonType(value)}, not a string.`);
    return value;
  };
  const scheme = text('scheme');
  if (scheme.includes(':')) throw new HeatError('ValueError', `URL "scheme" should not contain ':'`);
  const authority = netloc(text, Object.hasOwn(args, 'port') ? (args.port as Value) : '');
  let result = quote(text('path'), '/');
  const query = urlencode(args.query ?? {}).replaceAll('%2F', '/');
  const fragment = quote(text('fragment'), '/');
  if (authority !== '' || (WITH_AUTHORITY.has(scheme) && !result.startsWith('//'))) {
    if (result !== '' && !result.startsWith('/')) result = `/${result}`;
    result = `//${authority}${result}`;
  }
  if (scheme !== '') result = `${scheme}:${result}`;
  if (query !== '') result += `?${query}`;
  return fragment === '' ? result : `${result}#${fragment}`;
}

function netloc(text: (part: string) => string, port: Value): string {
  const username = quote(text('username'), '');
  const password = quote(text('password'), '');
  let result = '';
  if (username !== '' || password !== '') result = `${username}${password === '' ? '' : `:${password}`}@`;
  let host = text('host');
  if (host.startsWith('[') && host.endsWith(']')) host = host.slice(1, -1);
  host = quote(host, ':');
  result += host.includes(':') ? `[${host}]` : host;
  return isTruthy(port) ? `${result}:${pythonText(port)}` : result;
}

/** Percent-encodes all but letters, digits, `_.-~` and the characters given. */
function quote(text: string, safe: string): string {
  if (!text.isWellFormed()) throw new HeatError('UnicodeEncodeError', 'A lone surrogate cannot be encoded.');
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:2F|3A)/g, (code) => (safe.includes(decodeURIComponent(code)) ? decodeURIComponent(code) : code));
}

function urlencode(query: Value): string {
  if (!isMap(query)) throw new HeatError('TypeError', 'The query must be a map.');
  const plus = (text: string) => quote(text, '').replaceAll('%20', '+');
  return Object.entries(query)
    .map(([key, value]) => `${plus(key)}=${plus(pythonText(value))}`)
    .join('&');
}
