/**
 * Another client: asks for `GET /healthcheck` every 20 ms, in a process of its own so that nothing else can keep it waiting. A message with an address makes
 * it ask there from then on; any other makes it answer with the longest wait since the last, in milliseconds.
 */
import { Agent, get } from 'node:http';

const EVERY_MS = 20;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let url: string | null = null;
let longest = 0;
/** When those that have no answer yet were asked. */
const waiting = new Set<{ began: number }>();

function ask(): void {
  if (url === null || waiting.size >= 64) return;
  const question = { began: performance.now() };
  waiting.add(question);
  const done = (): void => {
    if (waiting.delete(question)) longest = Math.max(longest, performance.now() - question.began);
  };
  get(url, { agent }, (response) => response.resume().on('end', done)).on('error', done);
}

setInterval(ask, EVERY_MS);

process.on('message', (message: { url?: string }) => {
  if (message.url !== undefined) {
    url = `${message.url}/healthcheck`;
    longest = 0;
    return;
  }
  const now = performance.now();
  for (const { began } of waiting) longest = Math.max(longest, now - began);
  process.send?.({ longest });
  longest = 0;
});
process.on('disconnect', () => process.exit(0));
