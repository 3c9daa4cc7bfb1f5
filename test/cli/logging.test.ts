import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../src/cli/wiring/logging.ts';
import { withRequestId } from '../../src/openstack/request-id.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  write(createLog({ log_level: 'info' }, sink));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('names the request on whose behalf something is done, unless the line names one itself', () => {
  const lines = logged((log) => {
    withRequestId('req-1', () => log.warn({ stack_id: 's' }, 'within'));
    withRequestId('req-1', () => log.info({ request_id: 'req-2' }, 'its own'));
    log.info({}, 'outside');
  });
  expect(lines.map(({ msg, request_id: id }) => [msg, id])).toEqual([
    ['within', 'req-1'],
    ['its own', 'req-2'],
    ['outside', undefined],
  ]);
  expect(lines[0]).toMatchObject({ level: 'warn', stack_id: 's' });
});

it('tells what an error says, and no secret', () => {
  const [line] = logged((log) => {
    const error = Object.assign(new Error('no route to the cloud', { cause: new Error('refused') }), {
      token: 'gAAA',
      code: 'ENOROUTE',
      diagnostics: [{ message: 'not a number: gAAA' }],
      response: { request: { body: 'gAAA' } },
    });
    log.error({ error, password: 'hunter2' }, 'failed');
  });
  expect(line).toMatchObject({
    error: { type: 'Error', message: 'no route to the cloud: refused', code: 'ENOROUTE' },
    password: '***',
  });
  expect(JSON.stringify(line)).not.toMatch(/gAAA|hunter2/);
});
