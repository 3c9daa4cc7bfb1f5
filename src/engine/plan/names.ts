/**
 * Names in properties, while a plan is made. Whether `m1.small` and an id mean the same decides between keeping, updating and replacing, so
 * names are looked up before that; but only those that a decision hangs on: where both sides of a comparison say the same, nothing is asked.
 */
import { HeatError } from '../../errors.ts';
import type { LookupQuestion } from '../../template/properties/index.ts';
import { Unknown } from '../../template/schema/types.ts';
import { stringify, type Value } from '../../template/value.ts';
import type { Answers, Inquiry } from '../resource/properties.ts';

export class Names {
  private readonly inquiry: Inquiry;
  /** Questions that a decision hangs on and nobody was asked yet. */
  private readonly open = new Map<string, LookupQuestion>();

  constructor(inquiry: Inquiry) {
    this.inquiry = inquiry;
  }

  /** Runs one comparison, and notes what has to be asked before it can be trusted. */
  comparing<T>(compare: (answers: Answers) => T): T {
    const before = new Map<string, LookupQuestion>();
    const after = new Map<string, LookupQuestion>();
    const { inquiry } = this;
    const answers: Answers = {
      check: inquiry.check,
      lookup: (question) => {
        const answer = inquiry.answerTo(question);
        if (answer === undefined) after.set(keyOf(question), question);
        return answer === undefined ? question.value : lookedUp(question, answer);
      },
      lenientLookup: (question) => {
        if (inquiry.answerTo(question) === undefined) before.set(keyOf(question), question);
        return inquiry.lenientLookup(question);
      },
    };
    const result = compare(answers);
    if (before.size > 0 || after.size > 0) {
      for (const [key, question] of before) if (!after.has(key)) this.open.set(key, question);
      for (const [key, question] of after) if (!before.has(key)) this.open.set(key, question);
    }
    return result;
  }

  /** Asks what is open. False where nothing is. */
  async ask(): Promise<boolean> {
    if (this.open.size === 0) return false;
    const open = [...this.open.values()];
    this.open.clear();
    await this.inquiry.lookUp(open);
    return true;
  }
}

const keyOf = (question: LookupQuestion): string => `${question.path.join('.')} ${stringify(question.value)}`;

/** A service that did not answer leaves it open. A name that there is not stays as it is: the resource fails when its turn comes. */
function lookedUp(question: LookupQuestion, answer: { value: Value } | { error: unknown }): Value | Unknown {
  if ('value' in answer) return answer.value;
  if (answer.error instanceof HeatError) return question.value;
  return new Unknown(`${question.entity ?? question.client} ${stringify(question.value)}`);
}
