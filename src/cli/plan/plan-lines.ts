/** A plan for people: what happens to which resource, and why. Pure. */
import { styleText } from 'node:util';
import { describeDecision } from '../../plan/describe.ts';
import type { Fate, Plan, Step } from '../../plan/plan.ts';

const SIGNS: Record<Fate, { sign: string; colour: 'green' | 'yellow' | 'magenta' | 'gray' | 'red'; word: string }> = {
  create: { sign: '+', colour: 'green', word: 'to create' },
  update: { sign: '~', colour: 'yellow', word: 'to update' },
  replace: { sign: '±', colour: 'magenta', word: 'to replace' },
  delete: { sign: '-', colour: 'red', word: 'to delete' },
  keep: { sign: ' ', colour: 'gray', word: 'unchanged' },
};

interface Options {
  colour: boolean;
  /** Also what stays as it is. */
  all?: boolean;
}

export function planLines(plan: Plan, options: Options): string[] {
  if (plan.steps.length === 0) return ['Nothing to do: the template has no resources.'];
  const lines = [...stepLines(plan, options, '  ')];
  const counts = (Object.keys(SIGNS) as Fate[]).flatMap((fate) => {
    const count = plan.summary[fate];
    return count > 0 ? [`${count} ${SIGNS[fate].word}`] : [];
  });
  const isIdle = counts.length === 0 || isNothing(plan);
  return [...lines, `${[...(isIdle ? ['Nothing to do'] : []), ...counts].join(', ')}.`];
}

/** What is nested stands below its owner, further in. */
function* stepLines(plan: Plan, options: Options, indent: string): Generator<string> {
  // A replaced row's deletion is part of its replacement.
  const steps = plan.steps.filter(
    ({ kind, decision }) =>
      !(kind === 'delete' && decision.reason.why === 'replaced') && (options.all || decision.fate !== 'keep'),
  );
  const width = Math.max(0, ...steps.map(({ resource }) => resource.length));
  for (const step of steps) {
    yield paint(step, indent + line(step, width), options.colour);
    if (step.nested !== undefined) yield* stepLines(step.nested, options, `${indent}  `);
  }
}

function line({ resource, type, decision }: Step, width: number): string {
  const others = decision.either.filter((fate) => fate !== decision.fate);
  const maybe = others.length === 0 ? '' : ` (or ${others.join(' or ')}, once it is known)`;
  return `${SIGNS[decision.fate].sign} ${resource.padEnd(width)}  ${type}: ${describeDecision(decision)}${maybe}`;
}

function paint({ decision }: Step, text: string, colour: boolean): string {
  return colour ? styleText(SIGNS[decision.fate].colour, text, { validateStream: false }) : text;
}

/** How many objects it takes away, to be made anew or not. In place of a nested stack counts what goes of it. */
export function going(plan: Plan): number {
  return plan.steps.reduce((sum, { kind, decision, nested }) => {
    const isPartOfReplacement = kind === 'delete' && decision.reason.why === 'replaced';
    const goes = !isPartOfReplacement && (kind === 'delete' || decision.either.includes('replace'));
    const inside = nested === undefined ? 0 : going(nested);
    return sum + (inside > 0 ? inside : Number(goes));
  }, 0);
}

export function isNothing(plan: Plan): boolean {
  return plan.steps.every(({ decision }) => decision.fate === 'keep' && decision.either.length === 1);
}
