/**
 * A plan as it may be shown: values of hidden parameters, wherever changes of properties contain them, are masked. People print plans
 * into terminals and logs.
 */
import { isMap, setKey, type Value, type ValueMap } from '../template/value.ts';
import type { Plan, PropertyChange, Reason, Step } from './plan.ts';

const MASK = '******';
/** A shorter secret is only looked for as the whole of a text: as a part of others it would be everywhere. */
const SHORT = 4;

export function conceal(plan: Plan, hidden: Iterable<Value>): Plan {
  const secrets = new Set<string>();
  for (const value of hidden) collect(value, secrets);
  return secrets.size === 0 ? plan : concealed(plan, secrets);
}

function collect(value: Value, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (isMap(value)) for (const item of Object.values(value)) collect(item, into);
  else if (value !== null && typeof value !== 'boolean' && String(value) !== '') into.add(String(value));
}

function concealed(plan: Plan, secrets: ReadonlySet<string>): Plan {
  return { ...plan, steps: plan.steps.map((step) => concealedStep(step, secrets)) };
}

function concealedStep(step: Step, secrets: ReadonlySet<string>): Step {
  const nested = step.nested === undefined ? {} : { nested: concealed(step.nested, secrets) };
  const decision = { ...step.decision, reason: concealedReason(step.decision.reason, secrets) };
  const { handsOver } = decision;
  if (handsOver !== undefined) {
    decision.handsOver = { ...handsOver, things: handsOver.things.map((thing) => concealedText(thing, secrets)) };
  }
  return { ...step, ...nested, decision };
}

function concealedReason(reason: Reason, secrets: ReadonlySet<string>): Reason {
  if (reason.why === 'failed-before') return { ...reason, because: concealedText(reason.because, secrets) };
  if (reason.why !== 'properties-changed') return reason;
  return { ...reason, changes: reason.changes.map((change) => concealedChange(change, secrets)) };
}

function concealedChange(change: PropertyChange, secrets: ReadonlySet<string>): PropertyChange {
  const after = change.after === undefined ? {} : { after: masked(change.after, secrets) };
  return { ...change, before: masked(change.before, secrets), ...after };
}

function masked(value: Value, secrets: ReadonlySet<string>): Value {
  if (Array.isArray(value)) return value.map((item) => masked(item, secrets));
  if (isMap(value)) {
    const copy: ValueMap = {};
    for (const [key, item] of Object.entries(value)) setKey(copy, key, masked(item, secrets));
    return copy;
  }
  if (value === null || typeof value === 'boolean') return value;
  const text = String(value);
  const shown = concealedText(text, secrets);
  return shown === text ? value : shown;
}

function concealedText(text: string, secrets: ReadonlySet<string>): string {
  if (secrets.has(text)) return MASK;
  for (const secret of secrets) if (secret.length >= SHORT && text.includes(secret)) return MASK;
  return text;
}
