/** The inputs of `npm run abuse` that are about the network, for their answers only; how long others wait is measured there. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Attacker } from '../../bench/abuse/attacker.ts';
import { type HostileServer, startHostileServer } from '../../bench/abuse/hostile-server.ts';
import { NETWORK_INPUTS, wrongWith } from '../../bench/abuse/network-inputs.ts';
import { HOSTILE_HOST, openTarget } from '../../bench/abuse/target.ts';

let hostile: HostileServer;
let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  hostile = await startHostileServer(HOSTILE_HOST);
  target = await openTarget(hostile.url);
});
afterAll(async () => {
  await target?.close();
  hostile?.close();
});

describe('abuse ends in an answer', () => {
  it.each(NETWORK_INPUTS)('$name', async ({ send, expect: expected }) => {
    const outcome = await send(new Attacker(target, hostile.url));
    expect(wrongWith(outcome, expected), outcome.text.slice(0, 300)).toBeNull();
  });
});
