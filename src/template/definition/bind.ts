/**
 * Binds a template to the values of its parameters, and parses all of it. The HeatError that Heat would give comes
 * with a diagnostic that says where.
 *
 *     const definition = bind(template, { parameters });
 */
import { reportedSteps } from '../diagnostics/report.ts';
import { finish, type Steps } from '../steps.ts';
import type { Template } from '../template.ts';
import { type BindOptions, StackDefinition } from './stack-definition.ts';

export function bind(template: Template, options: BindOptions): StackDefinition {
  return finish(binding(template, options));
}

/** The same, in steps. */
export function binding(template: Template, options: BindOptions): Steps<StackDefinition> {
  return reportedSteps(template, parsingAll(template, options));
}

function* parsingAll(template: Template, options: BindOptions): Steps<StackDefinition> {
  const definition = new StackDefinition(template, options);
  yield* definition.parsing();
  yield* definition.parsingOutputs();
  return definition;
}
