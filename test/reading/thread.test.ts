/** The bounds of the thread that reads: what goes beyond them is refused, and nobody else's text with it. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ToRead } from '../../src/reading/protocol.ts';
import { ReadingThread } from '../../src/reading/thread.ts';

const HEAD = 'heat_template_version: 2021-04-16\n';
const task = (rest: string): ToRead => ({ kind: 'template', text: HEAD + rest, maxSize: Number.POSITIVE_INFINITY });
const description = (text: string) => task(`description: ${text}\n`);
const read = (text: string) => ({ document: { description: text } });

describe('a text that takes too long', () => {
  afterEach(() => vi.useRealTimers());

  it('is refused with what to do, and others get their answers, from a thread that is new', async () => {
    const thread = new ReadingThread({ longest: 20_000, memory: 512 });
    await expect(thread.ask(description('before'))).resolves.toMatchObject(read('before'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // Seconds of reading, of which none is waited for.
    const slow = thread.ask(task(`outputs:\n${'  o: {a: [b, c, {d: e}]}\n'.repeat(300_000)}`));
    const others = [thread.ask(description('one')), thread.ask(description('two'))];
    const refused = expect(slow).rejects.toMatchObject({
      code: 'ValueError',
      status: 400,
      message: 'Reading the template takes longer than 20 seconds; write it shorter, or in several files.',
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(20_000);
    await refused;
    await expect(Promise.all(others)).resolves.toMatchObject([read('one'), read('two')]);
    // No clock is left to run against the next one.
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a text that takes too much memory', () => {
  it('is refused with what to do, and others get their answers, from a thread that is new', async () => {
    const thread = new ReadingThread({ longest: 120_000, memory: 64 });
    const large = thread.ask(task(`outputs: [${'{a: b},'.repeat(500_000)}]\n`));
    const others = [thread.ask(description('one')), thread.ask(description('two'))];
    await expect(large).rejects.toMatchObject({
      code: 'ValueError',
      status: 400,
      message: 'Reading the template takes more than 64 MB; write it shorter, or in several files.',
    });
    await expect(Promise.all(others)).resolves.toMatchObject([read('one'), read('two')]);
  });
});
