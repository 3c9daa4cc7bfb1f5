/**
 * Long work that can be taken in steps: a generator that yields wherever it may be interrupted. Nothing here knows of time or turns; whoever
 * drives it decides how much is done at a time.
 *
 *     finish(checkingStack(template, options))            // all at once
 *     await new Pace().run(checkingStack(template, options))   // as an event loop allows
 */
export type Steps<T> = Generator<undefined, T, undefined>;

export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
