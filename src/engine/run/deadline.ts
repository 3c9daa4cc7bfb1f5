/** The end of an operation's time. */

/** The longest that a timer of JavaScript's takes; one set for longer fires at once. */
const LONGEST = 2 ** 31 - 1;

/** Calls `act` when that time (by `now`) has come. The result takes it back. */
export function atDeadline(at: number, now: () => number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(() => (now() < at ? wait() : act()), Math.min(Math.max(at - now(), 0), LONGEST));
  };
  wait();
  return () => clearTimeout(timer);
}
