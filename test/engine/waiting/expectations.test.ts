import { describe, expect, it } from 'vitest';
import { Expectations } from '../../../src/engine/waiting/expectations.ts';

describe('what is expected of a wait', () => {
  it('is nothing before one was seen, and then what it asks', () => {
    const expectations = new Expectations();
    expect(expectations.of('server created')).toBeNull();
    expectations.over('server created', 5000, 3);
    expect(expectations.of('server created')).toBeNull();
    expectations.asks('server created', 'compute /servers/detail');
    expect(expectations.of('server created')).toEqual({ collection: 'compute /servers/detail', ms: 0 });
  });

  it('is what three in four of the last took at least', () => {
    const expectations = new Expectations();
    expectations.asks('server created', 'servers');
    for (const ms of [1000, 2000, 3000, 4000]) expectations.over('server created', ms, 2);
    expect(expectations.of('server created')?.ms).toBe(2000);
    // They are quick again.
    for (let i = 0; i < 16; i++) expectations.over('server created', 10, 2);
    expect(expectations.of('server created')?.ms).toBe(10);
  });

  it('keeps nobody waiting for long, and becomes less where the first look finds them ready', () => {
    const expectations = new Expectations();
    expectations.asks('image', 'images');
    for (let i = 0; i < 16; i++) expectations.over('image', 600_000, 9);
    expect(expectations.of('image')?.ms).toBe(4000);
    for (let i = 0; i < 200; i++) {
      const { ms } = expectations.of('image') ?? { ms: 0 };
      expectations.over('image', Math.max(ms, 20), 1);
    }
    expect(expectations.of('image')?.ms).toBeLessThan(100);
  });

  it('does not grow without end', () => {
    const expectations = new Expectations();
    for (let i = 0; i < 5000; i++) expectations.asks(`type ${i}`, 'servers');
    expect(expectations.of('type 4999')).not.toBeNull();
    expect(expectations.of('type 0')).toBeNull();
  });
});
