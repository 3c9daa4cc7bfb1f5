import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atDeadline } from '../../../src/engine/run/deadline.ts';

const DAY = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('comes when it has come, be it in weeks', () => {
  const act = vi.fn();
  atDeadline(Date.now() + 60 * DAY, Date.now, act);
  vi.advanceTimersByTime(60 * DAY - 1);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(1);
});

it('comes at once where it has passed, and not when it was taken back', () => {
  const act = vi.fn();
  atDeadline(Date.now() - 1, Date.now, act);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(0);
  expect(act).toHaveBeenCalledTimes(1);
  const back = atDeadline(Date.now() + 60 * DAY, Date.now, act);
  vi.advanceTimersByTime(40 * DAY);
  back();
  vi.advanceTimersByTime(40 * DAY);
  expect(act).toHaveBeenCalledTimes(1);
});
