/**
 * A plan as it may be shown: values of hidden parameters, wherever changes of properties contain them, are masked. People print plans
 * into terminals and logs.
 */

import type { Steps } from '../template/steps.ts';
import { isMap, setKey, type Value, type ValueMap } from '../template/value.ts';
import type { Plan, PropertyChange, Reason, Step } from './plan.ts';
import { MASK, Secrets } from './secrets.ts';

export function* concealing(plan: Plan, hidden: Iterable<Value>): Steps<Plan> {
  const secrets = new Secrets();
  for (const value of hidden) secrets.add(value);
  return secrets.none ? plan : yield* concealed(plan, secrets);
}

function* concealed(plan: Plan, secrets: Secrets): Steps<Plan> {
  const steps: Step[] = [];
  for (const step of plan.steps) steps.push(yield* concealedStep(step, secrets));
  return { ...plan, steps };
}

function* concealedStep(step: Step, secrets: Secrets): Steps<Step> {
  yield;
  const nested = step.nested === undefined ? {} : { nested: yield* concealed(step.nested, secrets) };
  const decision = { ...step.decision, reason: concealedReason(step.decision.reason, secrets) };
  const { handsOver } = decision;
  if (handsOver !== undefined) {
    decision.handsOver = { ...handsOver, things: handsOver.things.map((thing) => concealedText(thing, secrets)) };
  }
  return { ...step, ...nested, decision };
}

function concealedReason(reason: Reason, secrets: Secrets): Reason {
  if (reason.why === 'failed-before') return { ...reason, because: concealedText(reason.because, secrets) };
  if (reason.why !== 'properties-changed') return reason;
  return { ...reason, changes: reason.changes.map((change) => concealedChange(change, secrets)) };
}

function concealedChange(change: PropertyChange, secrets: Secrets): PropertyChange {
  const after = change.after === undefined ? {} : { after: masked(change.after, secrets) };
  return { ...change, before: masked(change.before, secrets), ...after };
}

function masked(value: Value, secrets: Secrets): Value {
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (isMap(value)) {
    const copy: ValueMap = {};
    for (const [key, item] of Object.entries(value)) setKey(copy, concealedText(key, secrets), masked(item, secrets));
    return copy;
  }
  if (value === null || typeof value === 'boolean') return value;
  return secrets.isIn(String(value)) ? MASK : value;
}

function concealedText(text: string, secrets: Secrets): string {
  return secrets.isIn(text) ? MASK : text;
}
