/** Signatures, with the examples that Amazon publishes; the secret is the one of its documentation. */
import { describe, expect, it } from 'vitest';
import { checkClock, readCredentials, type SignedRequest } from '../../../src/api/cfn/signature.ts';
import { signRequest } from '../../../src/devcloud/keystone/ec2-signature.ts';
import { signature, signedUrl } from '../../../src/engine/signals/signed-url.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
/** As that of version 4 has it. */
const SECRET_4 = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const AMZ = 'AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request';

function request(change: Partial<SignedRequest>): SignedRequest {
  return { method: 'GET', path: '/', headers: {}, parameters: {}, body: Buffer.alloc(0), ...change };
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

  it('is made as published', () => {
    expect(signature(SECRET, { method: 'GET', host, path: '/', parameters })).toBe(published);
  });

  it('is described so that Keystone comes to the same', () => {
    const signed = request({ headers: { host }, parameters: { ...parameters, Signature: published } });
    const credentials = readCredentials(signed);
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
  });
});

describe('version 4', () => {
  // GET ListUsers of IAM, as in the description of the signing process.
  const headers = {
    host: 'iam.amazonaws.com',
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-amz-date': '20150830T123600Z',
  };
  const published = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
  const authorization = `AWS4-HMAC-SHA256 Credential=${AMZ}, SignedHeaders=content-type;host;x-amz-date, Signature=${published}`;

  it('is read from the header as published', () => {
    const parameters = { Action: 'ListUsers', Version: '2010-05-08' };
    const credentials = readCredentials(request({ headers: { ...headers, authorization }, parameters }));
    expect(credentials).toMatchObject({ access: 'AKIDEXAMPLE', signature: published });
    expect(credentials.headers['X-Amz-Date']).toBe('20150830T123600Z');
    expect(signRequest(SECRET_4, { ...credentials })).toBe(published);
  });

  it('is read from the query of a presigned URL', () => {
    const parameters = {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': AMZ,
      'X-Amz-Date': '20150830T123600Z',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'ab',
    };
    expect(readCredentials(request({ headers: { host: 'h' }, parameters }))).toMatchObject({
      access: 'AKIDEXAMPLE',
      signature: 'ab',
    });
  });

  it('never shows Keystone a token', () => {
    const parameters = { AWSAccessKeyId: 'a', Signature: 's' };
    const { headers: told } = readCredentials(request({ headers: { host: 'h', 'x-auth-token': 'x' }, parameters }));
    expect(told).toEqual({ Host: 'h' });
  });
});

describe('what is missing is told', () => {
  it.each([
    [{}, 'IncompleteSignature'],
    [{ AWSAccessKeyId: 'a' }, 'IncompleteSignature'],
    [{ Signature: 's' }, 'MissingAuthenticationToken'],
  ])('%j: %s', (parameters, code) => {
    expect(() => readCredentials(request({ parameters }))).toThrow(expect.objectContaining({ code }));
  });
});

describe('the clock', () => {
  const now = Date.UTC(2026, 0, 2, 12, 0, 0);
  const good = (parameters: Record<string, string>, headers = {}) => {
    try {
      checkClock(request({ parameters, headers }), now);
      return 'good';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

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
    [{ Expires: String(now / 1000 - 1) }, 'RequestExpired'],
    [{ 'X-Amz-Date': '20260102T100000Z', 'X-Amz-Expires': '7200' }, 'good'],
    [{ 'X-Amz-Date': '20260102T100000Z', 'X-Amz-Expires': '7199' }, 'RequestExpired'],
    [{ 'X-Amz-Date': '20260102T130000Z', 'X-Amz-Expires': '7199' }, 'RequestExpired'],
    [{ 'X-Amz-Date': '20260102T120000Z', 'X-Amz-Expires': 'x' }, 'IncompleteSignature'],
    [{ 'X-Amz-Date': '20260102T100000Z' }, 'RequestExpired'],
  ])('%j: %s', (parameters, expected) => {
    expect(good(parameters as Record<string, string>)).toBe(expected);
  });

  it('is read from the header as well', () => {
    expect(good({}, { 'x-amz-date': '20260102T120000Z' })).toBe('good');
    expect(good({}, { 'x-amz-date': '20260102T110000Z' })).toBe('RequestExpired');
  });
});
