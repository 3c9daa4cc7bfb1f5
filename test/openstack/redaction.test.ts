import { expect, it } from 'vitest';
import { redact } from '../../src/openstack/redaction.ts';

it.each([
  ['{"password": "a\\"b", "name": "n"}', '{"password": "***", "name": "n"}'],
  ['{"adminPass":"x"}', '{"adminPass":"***"}'],
  ['http://s/v1/a?temp_url_sig=abc&x=1', 'http://s/v1/a?temp_url_sig=***&x=1'],
  ['token gAAAAABlongenoughtobeafernettoken_-x refused', 'token *** refused'],
  ['nothing to hide', 'nothing to hide'],
])('%s', (text, shown) => {
  expect(redact(text)).toBe(shown);
});
