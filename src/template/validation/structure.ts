/** The outer form of a template: known sections, and resources that are maps with a type. */
import { HeatError } from '../../errors.ts';
import type { Problem, ProblemSink } from '../diagnostics/problems.ts';
import { nearest } from '../properties/suggestion.ts';
import { isTruthy, pythonType } from '../schema/python-values.ts';
import type { Template } from '../template.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';

/** Most resources of a stack, unless configured. */
export const MAX_RESOURCES = 1000;

export interface StructureOptions {
  /** -1: any number. */
  maxResources?: number;
}

type Report = (message: string, path: readonly string[], code: Problem['code'], suggestion?: string) => void;

/** All problems are StackValidationFailed, but RequestLimitExceeded for too many resources. */
export function validateStructure(template: Template, problems: ProblemSink, options: StructureOptions = {}): void {
  const report: Report = (message, path, code, suggestion) => {
    const error = new HeatError('StackValidationFailed', message);
    problems.add({ error, code, path, ...(suggestion && { suggestion }) });
  };
  checkSections(template, report);
  const { sections } = template.format;
  const section = template.raw[sections.resources] ?? null;
  if (!isTruthy(section)) return;
  if (!isMap(section)) {
    report(
      `"${sections.resources}" must be a map of resources, not a ${pythonType(section)}.`,
      [sections.resources],
      'invalid-section',
    );
    return;
  }
  for (const [name, resource] of Object.entries(section)) checkResource(name, resource, template, report);
  const { maxResources = MAX_RESOURCES } = options;
  const count = Object.keys(section).length;
  if (maxResources < 0 || count <= maxResources) return;
  const error = new HeatError(
    'RequestLimitExceeded',
    `Maximum resources per stack exceeded: ${count} of ${maxResources}.`,
  );
  problems.add({ error, code: 'template-too-large', path: [sections.resources] });
}

function checkSections(template: Template, report: Report): void {
  const { topLevelKeys } = template.format;
  for (const key of Object.keys(template.raw)) {
    if (topLevelKeys.has(key)) continue;
    report(`The template section is invalid: ${key}`, [key], 'unknown-section', nearest(key, topLevelKeys));
  }
}

function checkResource(name: string, resource: Value, template: Template, report: Report): void {
  const { resourceKeys, sections, strictKeys } = template.format;
  const path = [sections.resources, name];
  if (!isTruthy(resource))
    return report(`Each resource must contain a ${resourceKeys.type} key (${name}).`, path, 'invalid-resource');
  if (!isMap(resource)) {
    return report(
      `"${sections.resources}" must contain a map of resource maps. Found a ${pythonType(resource)} instead.`,
      path,
      'invalid-resource',
    );
  }
  if (strictKeys) checkKeys(name, resource, template, report);
  if (isTruthy(resource[resourceKeys.type])) return;
  const suggestion = nearest(resourceKeys.type, Object.keys(resource));
  report(
    `Each resource must contain a ${resourceKeys.type} key (${name}).`,
    path,
    'invalid-resource',
    suggestion && resourceKeys.type,
  );
}

function checkKeys(name: string, resource: ValueMap, template: Template, report: Report): void {
  const { resourceKeys, sections } = template.format;
  const known = Object.values(resourceKeys).filter((key) => key !== undefined);
  for (const key of Object.keys(resource)) {
    if (known.includes(key)) continue;
    const message = `"${key}" is not a valid keyword inside a resource definition (${name}).`;
    report(message, [sections.resources, name, key], 'invalid-resource', nearest(key, known));
  }
}
