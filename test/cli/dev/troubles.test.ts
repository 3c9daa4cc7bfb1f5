import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { tellingTroubles } from '../../../src/cli/dev/troubles.ts';
import { createLog } from '../../../src/cli/wiring/logging.ts';

it('errors are told once on the terminal, and everything is in the log', async () => {
  const file = new PassThrough();
  let told = '';
  const terminal = { write: (line: string) => (told += line) !== '' };
  const stream = tellingTroubles(file, 'hearth.log', terminal);
  const log = createLog({ log_level: 'info' }, stream);
  log.info({}, 'all is well');
  for (let i = 0; i < 3; i++) log.error({ error: new Error('disk full') }, 'a commit failed');
  log.error({}, 'something else');
  stream.end();
  const written = await text(file);
  expect(told).toBe(
    'hearth: a commit failed: disk full (more in hearth.log)\nhearth: something else (more in hearth.log)\n',
  );
  expect(written.trim().split('\n').length).toBe(5);
});
