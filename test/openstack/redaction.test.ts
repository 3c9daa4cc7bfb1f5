import { expect, it } from 'vitest';
import { redact, secretsOfRequest } from '../../src/openstack/redaction.ts';

it.each([
  ['{"password": "a\\"b", "name": "n"}', '{"password": "***", "name": "n"}'],
  ['{"adminPass":"x"}', '{"adminPass":"***"}'],
  ['http://s/v1/a?temp_url_sig=abc&x=1', 'http://s/v1/a?temp_url_sig=***&x=1'],
  ['token gAAAAABlongenoughtobeafernettoken_-x refused', 'token *** refused'],
  ['nothing to hide', 'nothing to hide'],
])('%s', (text, shown) => {
  expect(redact(text)).toBe(shown);
});

it('what a request proved itself with is not quoted back', () => {
  const secrets = secretsOfRequest({
    url: 'https://swift.example/v1/a/c/o?temp_url_sig=da39a3%2Fee&limit=1000',
    headers: { 'X-Auth-Token': 'an-opaque-token', 'x-subject-token': 'another-token', accept: 'application/json' },
    secrets: ['pass"word'],
  });
  const said = 'an-opaque-token, another-token, da39a3/ee, da39a3%2Fee, pass\\"word: 1000 application/json';
  expect(redact(said, secrets)).toBe('***, ***, ***, ***, ***: 1000 application/json');
});
