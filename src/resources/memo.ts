/** Answers of a cloud that hold for a while: a stack of a thousand servers asks once for their flavor. */
import type { Cloud } from '../openstack/cloud.ts';

interface Answer {
  until: number;
  value: Promise<unknown>;
}

const memory = new WeakMap<Cloud, Map<string, Answer>>();
const MOST = 5_000;

/** The answer under a key, at most `ms` old. A failure is not remembered. */
export function remember<T>(cloud: Cloud, key: string, ms: number, ask: () => Promise<T>): Promise<T> {
  let answers = memory.get(cloud);
  if (answers === undefined) {
    answers = new Map();
    memory.set(cloud, answers);
  }
  const now = performance.now();
  const known = answers.get(key);
  if (known !== undefined && known.until > now) return known.value as Promise<T>;
  if (answers.size > MOST) answers.clear();
  const value = ask();
  const mine = { until: now + ms, value };
  const here = answers;
  here.set(key, mine);
  value.catch(() => {
    if (here.get(key) === mine) here.delete(key);
  });
  return value;
}

/** Forgets everything known of a cloud. */
export function forget(cloud: Cloud): void {
  memory.delete(cloud);
}
