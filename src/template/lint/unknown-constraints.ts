/** Custom constraints of parameters that nobody can answer: the stack is refused when it is made. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import { nearest } from '../properties/suggestion.ts';
import { ADDED_CHECKS } from '../schema/constraints.ts';
import type { Template } from '../template.ts';
import { isMap } from '../value.ts';

export function unknownConstraints(template: Template, known: ReadonlySet<string>): Diagnostic[] {
  const section = template.format.sections.parameters;
  const parameters = template.raw[section] ?? null;
  const found: Diagnostic[] = [];
  for (const [parameter, schema] of isMap(parameters) ? Object.entries(parameters) : []) {
    const constraints = isMap(schema) ? schema.constraints : null;
    for (const [i, constraint] of Array.isArray(constraints) ? constraints.entries() : []) {
      const name = isMap(constraint) ? constraint.custom_constraint : undefined;
      if (typeof name !== 'string' || known.has(name) || ADDED_CHECKS.has(name)) continue;
      const message = `There is no custom constraint ${name}.`;
      const path = [section, parameter, 'constraints', i, 'custom_constraint'];
      found.push(finding('unknown-constraint', 'warning', message, path, template, nearest(name, known)));
    }
  }
  return found;
}
