/** Signatures, with the examples that Amazon publishes; the secret is the one of its documentation. */
import { describe, expect, it } from 'vitest';
import { type Judgement, type ReceivedRequest, readSigned } from '../../../src/api/cfn/signature.ts';
import { signRequest } from '../../../src/devcloud/keystone/ec2-signature.ts';
import { signature, signedUrl } from '../../../src/engine/signals/signed-url.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
/** As that of version 4 has it. */
const SECRET_4 = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const AMZ = 'AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request';

interface Given extends Partial<Omit<ReceivedRequest, 'query' | 'body'>> {
  query?: Record<string, string>;
  form?: Record<string, string>;
}

function received({ query = {}, form, ...rest }: Given): ReceivedRequest {
  const body = Buffer.from(form === undefined ? '' : new URLSearchParams(form).toString());
  const text = new URLSearchParams(query).toString();
  return { method: 'GET', path: '/', headers: {}, isForm: form !== undefined, ...rest, query: text, body };
}

const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);
const read = (given: Given, change: Partial<Judgement> = {}) =>
  readSigned(received(given), { now: NOW, versions: ['2', '4'], ...change });

/** `good`, or the code and what is said after its sentence. */
function said(given: Given, change: Partial<Judgement> = {}): string {
  try {
    read(given, change);
    return 'good';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('version 2', () => {
  const parameters = {
    Action: 'DescribeJobFlows',
    Version: '2009-03-31',
    AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    SignatureVersion: '2',
    SignatureMethod: 'HmacSHA256',
    Timestamp: '2011-10-03T15:19:30',
  };
  const host = 'elasticmapreduce.amazonaws.com';
  const published = 'i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=';
  const then = { now: Date.UTC(2011, 9, 3, 15, 20) };

  it('is made as published', () => {
    expect(signature(SECRET, { method: 'GET', host, path: '/', parameters })).toBe(published);
  });

  it('is described so that Keystone comes to the same', () => {
    const { credentials } = read({ headers: { host }, query: { ...parameters, Signature: published } }, then);
    expect(credentials).toMatchObject({ access: 'AKIAIOSFODNN7EXAMPLE', signature: published, host, verb: 'GET' });
    expect(credentials.params).not.toHaveProperty('Signature');
    expect(signRequest(SECRET, { ...credentials })).toBe(published);
  });

  it('stands in URLs whose path is quoted', () => {
    const url = new URL(
      signedUrl('http://heat.test:8000/v1/signal/arn%3Ax/a%2520b', 'POST', { access: 'a', secret: 's' }),
    );
    const { Signature, ...rest } = Object.fromEntries(url.searchParams);
    const path = '/v1/signal/arn:x/a%20b';
    expect(Signature).toBe(signature('s', { method: 'POST', host: 'heat.test:8000', path, parameters: rest }));
    expect(url.pathname).toBe('/v1/signal/arn%3Ax/a%2520b');
    // As good as long as its key is there.
    expect(read({ method: 'POST', path, query: Object.fromEntries(url.searchParams) }).until).toBeNull();
  });

  it('signs query and form alike', () => {
    const { parameters: all } = read(
      { method: 'POST', query: { Action: 'ListStacks' }, form: { ...parameters, Signature: 's' } },
      then,
    );
    expect([all.get('Action'), all.get('Version')]).toEqual(['DescribeJobFlows', '2009-03-31']);
  });

  const signed = { AWSAccessKeyId: 'a', Signature: 's', SignatureVersion: '2' };
  it.each([
    [{}, 'good'],
    [{ Timestamp: '2026-01-02T11:46:00Z' }, 'good'],
    [{ Timestamp: '2026-01-02T11:46:00' }, 'good'],
    [{ Timestamp: '2026-01-02T12:14:00Z' }, 'good'],
    [{ Timestamp: '2026-01-02T11:44:00Z' }, 'RequestExpired'],
    [{ Timestamp: '2026-01-02T12:16:00Z' }, 'RequestExpired'],
    [{ Timestamp: 'yesterday' }, 'IncompleteSignature'],
    [{ Expires: '2026-01-02T12:00:01Z' }, 'good'],
    [{ Expires: '2026-01-02T11:59:59Z' }, 'RequestExpired'],
    [{ Expires: String(NOW / 1000 - 1) }, 'RequestExpired'],
    [{ Expires: '9'.repeat(30) }, 'IncompleteSignature'],
  ])('is good in its time: %j: %s', (dates, expected) => {
    expect(said({ query: { ...signed, ...(dates as Record<string, string>) } })).toBe(expected);
  });

  it('of elder kinds is taken where somebody wants it', () => {
    for (const SignatureVersion of ['0', '1', '3', '', '02']) {
      const query = { ...signed, SignatureVersion, Timestamp: '2026-01-02T12:00:00Z' };
      expect(said({ query })).toBe('IncompleteSignature');
      const isElder = SignatureVersion === '0' || SignatureVersion === '1';
      expect(said({ query }, { versions: ['0', '1', '2', '4'] })).toBe(isElder ? 'good' : 'IncompleteSignature');
    }
    // Expires is not among what version 0 signs.
    const old = {
      ...signed,
      SignatureVersion: '0',
      Timestamp: '2025-01-02T12:00:00Z',
      Expires: '2026-01-03T12:00:00Z',
    };
    expect(said({ query: old }, { versions: ['0'] })).toBe('RequestExpired');
  });
});

describe('version 4 in the header', () => {
  // GET ListUsers of IAM, as in the description of the signing process.
  const headers = {
    host: 'iam.amazonaws.com',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-amz-date': '20150830T123600Z',
  };
  const published = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
  const authorization = `AWS4-HMAC-SHA256 Credential=${AMZ}, SignedHeaders=content-type;host;x-amz-date, Signature=${published}`;
  const signed = { ...headers, authorization };
  const now = Date.UTC(2015, 7, 30, 12, 36);

  it('is read as published', () => {
    const { credentials } = read({ headers: signed, query: { Action: 'ListUsers', Version: '2010-05-08' } }, { now });
    expect(credentials).toMatchObject({ access: 'AKIDEXAMPLE', signature: published });
    expect(credentials.headers['X-Amz-Date']).toBe('20150830T123600Z');
    expect(signRequest(SECRET_4, { ...credentials })).toBe(published);
  });

  it('does not sign the query of a POST, which therefore may not be there', () => {
    const form = { Action: 'ListStacks', Version: '2010-05-08' };
    const { parameters } = read({ method: 'POST', headers: signed, form }, { now });
    expect(parameters.all()).toEqual(form);
    const added: Record<string, string>[] = [{ Action: 'DeleteStack' }, { Expires: '2099-01-01T00:00:00Z' }, { x: '' }];
    for (const query of added) {
      expect(said({ method: 'POST', headers: signed, form, query }, { now })).toBe('IncompleteSignature');
    }
  });

  it('is dated by its own header and nothing else', () => {
    const late = { now: now + 16 * 60_000 };
    expect(said({ headers: signed }, { now: now + 14 * 60_000 })).toBe('good');
    expect(said({ headers: signed }, late)).toBe('RequestExpired');
    expect(said({ headers: signed }, { now: now - 16 * 60_000 })).toBe('RequestExpired');
    const dates = { Expires: '2099-01-01T00:00:00Z', Timestamp: new Date(late.now).toISOString() };
    expect(said({ headers: signed, query: dates }, late)).toBe('RequestExpired');
    expect(said({ method: 'POST', headers: signed, form: dates }, late)).toBe('RequestExpired');
  });

  it.each([
    ['no date', { 'x-amz-date': undefined }],
    ['a date of HTTP', { 'x-amz-date': 'Sun, 30 Aug 2015 12:36:00 GMT' }],
    ['a date of another day', { 'x-amz-date': '20150831T123600Z' }],
    ['no scope', { authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE, SignedHeaders=host, Signature=ab' }],
    ['no host', { authorization: authorization.replace('host;', '') }],
    ['no signature', { authorization: authorization.replace(/, Signature.*/, '') }],
  ])('is incomplete with %s', (_what, change) => {
    expect(said({ headers: { ...signed, ...change } as never }, { now })).toBe('IncompleteSignature');
  });

  it.each([
    [{ SignatureVersion: '0' }],
    [{ SignatureVersion: '2', AWSAccessKeyId: 'b', Signature: 'x' }],
    [{ 'X-Amz-Signature': 'ab' }],
    [{ 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' }],
  ])('is not mixed with others: %j', (more) => {
    expect(said({ headers: signed, query: more as Record<string, string> }, { now })).toBe('IncompleteSignature');
    if (!('X-Amz-Signature' in more) && !('X-Amz-Algorithm' in more)) {
      const form = more as Record<string, string>;
      expect(said({ method: 'POST', headers: signed, form }, { now })).toBe('IncompleteSignature');
    }
  });

  it('names its key itself', () => {
    const query = { AWSAccessKeyId: 'somebody-else' };
    expect(read({ headers: signed, query }, { now }).credentials.access).toBe('AKIDEXAMPLE');
  });
});

describe('version 4 presigned', () => {
  const presigned = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIDEXAMPLE/20260102/us-east-1/iam/aws4_request',
    'X-Amz-Date': '20260102T100000Z',
    'X-Amz-Expires': '7201',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'ab',
  };

  it('is read from the query', () => {
    const { credentials, until } = read({ headers: { host: 'h' }, query: presigned });
    expect(credentials).toMatchObject({ access: 'AKIDEXAMPLE', signature: 'ab' });
    expect(credentials.params).not.toHaveProperty('X-Amz-Signature');
    expect(until).toBe(NOW + 1_000);
  });

  it.each([
    [{}, 'good'],
    [{ 'X-Amz-Expires': '7199' }, 'RequestExpired'],
    [{ 'X-Amz-Expires': '0' }, 'RequestExpired'],
    [{ 'X-Amz-Expires': 'x' }, 'IncompleteSignature'],
    [{ 'X-Amz-Expires': '' }, 'IncompleteSignature'],
    [{ 'X-Amz-Expires': '604800' }, 'good'],
    [{ 'X-Amz-Expires': '604801' }, 'IncompleteSignature'],
    [{ 'X-Amz-Expires': '9'.repeat(20) }, 'IncompleteSignature'],
    [{ 'X-Amz-Date': '20260102T130000Z' }, 'RequestExpired'],
    [{ 'X-Amz-Date': '20260103T100000Z' }, 'IncompleteSignature'],
    [{ 'X-Amz-SignedHeaders': '' }, 'IncompleteSignature'],
    [{ 'X-Amz-Expires': '7199', Expires: '2099-01-01T00:00:00Z', Timestamp: '2026-01-02T12:00:00Z' }, 'RequestExpired'],
  ])('is good in its time: %j: %s', (change, expected) => {
    expect(said({ headers: { host: 'h' }, query: { ...presigned, ...(change as Record<string, string>) } })).toBe(
      expected,
    );
  });

  it('is not of a POST, whose query is not signed', () => {
    expect(said({ method: 'POST', headers: { host: 'h' }, query: presigned })).toBe('IncompleteSignature');
  });
});

describe('what Keystone is told', () => {
  it('is never a token', () => {
    const query = { AWSAccessKeyId: 'a', Signature: 's', SignatureVersion: '2' };
    const { credentials } = read({ headers: { host: 'h', 'x-auth-token': 'x' }, query });
    expect(credentials.headers).toEqual({ Host: 'h' });
  });
});

describe('what is missing is told', () => {
  it.each([
    [{}, 'IncompleteSignature'],
    [{ AWSAccessKeyId: 'a' }, 'IncompleteSignature'],
    [{ Signature: 's' }, 'MissingAuthenticationToken'],
  ])('%j: %s', (query, code) => {
    expect(said({ query: query as Record<string, string> })).toBe(code);
  });
});
