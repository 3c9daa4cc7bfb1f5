/** Resources with their properties, as far as a template by itself tells them. */

import { HeatError } from '../../errors.ts';
import type { ResourceDefinition } from '../definition/resource.ts';
import { StackDefinition } from '../definition/stack-definition.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { AllProblems } from '../diagnostics/problems.ts';
import { evaluate, NOTHING_KNOWN } from '../expression/evaluate.ts';
import type { ParameterValues } from '../parameters/index.ts';
import type { ResourceTypeSchema } from '../schema/types.ts';
import type { Template } from '../template.ts';
import { isMap, type ValueMap } from '../value.ts';
import type { LintedTypes } from './linted-types.ts';

export interface LintedResource {
  name: string;
  type: ResourceTypeSchema;
  /** What is not known is an Unknown. */
  properties: ValueMap;
  /** Where the properties are written. */
  path: Path;
}

/** None where the section is none: that is said of the section. */
export function definedResources(template: Template, parameters: ParameterValues): ResourceDefinition[] {
  try {
    return [...new StackDefinition(template, { parameters }, new AllProblems()).resources.values()];
  } catch (error) {
    if (error instanceof HeatError) return [];
    throw error;
  }
}

/** Those that can be read. */
export function lintedResources(template: Template, parameters: ParameterValues, types: LintedTypes): LintedResource[] {
  const resources: LintedResource[] = [];
  for (const { name, type, properties, path } of definedResources(template, parameters)) {
    try {
      const values = evaluate(properties, NOTHING_KNOWN);
      const place = [...path, template.format.resourceKeys.properties];
      resources.push({ name, type: types.get(type, name), properties: isMap(values) ? values : {}, path: place });
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
    }
  }
  return resources;
}
