/**
 * Where the problems of a template go. Checks run in Heat's order and report to a sink: one sink throws the first
 * problem, as Heat does; another gathers all of them.
 */
import type { HeatError } from '../../errors.ts';
import type { DiagnosticCode } from './codes.ts';

export interface Problem {
  /** What Heat would raise. */
  error: HeatError;
  /** How the template's author is told; default: as the error says it. */
  message?: string;
  code: DiagnosticCode;
  /** Place in the template; undefined where it is not of one place. */
  path?: readonly (string | number)[];
  suggestion?: string;
}

export interface ProblemSink {
  add(problem: Problem): void;
}

/** Throws at the first problem. */
export const FIRST_PROBLEM: ProblemSink = {
  add(problem) {
    throw new ProblemError(problem);
  },
};

/** Carries a problem to where its place can be found in the text. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.error.message);
    this.problem = problem;
  }
}

/** Gathers all problems. */
export class AllProblems implements ProblemSink {
  readonly problems: Problem[] = [];
  add(problem: Problem): void {
    this.problems.push(problem);
  }
}
