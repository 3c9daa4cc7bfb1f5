/** Calls to a cloud by what they are for. */
export interface Calls {
  questions: number;
  changes: number;
  /** What is asked of Keystone: logins, trusts, whether a token is valid. */
  identity: number;
}

export const NO_CALLS: Calls = { questions: 0, changes: 0, identity: 0 };

export function addCall(calls: Calls, service: string, method: string, count = 1): void {
  if (service === 'identity') calls.identity += count;
  else if (method === 'GET' || method === 'HEAD') calls.questions += count;
  else calls.changes += count;
}

export const total = ({ questions, changes, identity }: Calls): number => questions + changes + identity;

export function minus(after: Calls, before: Calls): Calls {
  return {
    questions: after.questions - before.questions,
    changes: after.changes - before.changes,
    identity: after.identity - before.identity,
  };
}

/** What a process of Hearth says of its calls so far, in `GET /metrics`. */
export function callsIn(metrics: string): Calls {
  const calls = { ...NO_CALLS };
  for (const [, labels = '', count] of metrics.matchAll(/^hearth_cloud_call_seconds_count\{(.*)\} (\d+)$/gm)) {
    const label = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    addCall(calls, label('service'), label('method'), Number(count));
  }
  return calls;
}
