/** What is not wrong with a template, but doubtful: unused parameters, deprecated things, functions that are none. */

import type { StackDefinition } from '../definition/stack-definition.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import { isMapExpression, keysOf } from '../expression/expression.ts';
import { FORMATS } from '../formats/index.ts';
import type { ResourceTypeSchema, SupportStatus } from '../schema/types.ts';
import type { Template } from '../template.ts';
import { isMap, type Value } from '../value.ts';

interface TypeSource {
  typeOf(type: string, resource: string): ResourceTypeSchema;
}

export function warnings(template: Template, definition: StackDefinition, types: TypeSource): Diagnostic[] {
  return [...unusedParameters(template), ...deprecations(template, definition, types), ...strangeFunctions(template)];
}

function* unusedParameters(template: Template): Generator<Diagnostic> {
  const { sections } = template.format;
  const declared = template.raw[sections.parameters];
  if (!isMap(declared ?? null)) return;
  const used = new Set<string>();
  for (const [name, section] of Object.entries(template.raw))
    if (name !== sections.parameters) collectParameters(section, used);
  for (const name of Object.keys(declared as object)) {
    if (used.has(name)) continue;
    yield finding(
      'unused-parameter',
      'warning',
      `The parameter ${name} is used nowhere.`,
      [sections.parameters, name],
      template,
    );
  }
}

/** Names in all `get_param` and `Ref`, also where an `if` does not choose them. */
function collectParameters(value: Value, used: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collectParameters(item, used);
  else if (isMap(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'get_param' || key === 'Ref') {
        const name = Array.isArray(item) ? item[0] : item;
        if (typeof name === 'string') used.add(name);
      }
      collectParameters(item, used);
    }
  }
}

const describe = (what: string, { status, version, message }: SupportStatus) =>
  `${what} is ${status.toLowerCase()}${version === undefined ? '' : ` since ${version}`}${message === undefined ? '' : `: ${message}`}`;

const isDoubtful = (support: SupportStatus | undefined): support is SupportStatus =>
  support !== undefined && (support.status === 'DEPRECATED' || support.status === 'HIDDEN');

function* deprecations(template: Template, definition: StackDefinition, types: TypeSource): Generator<Diagnostic> {
  const { resourceKeys } = template.format;
  for (const resource of definition.resources.values()) {
    const type = typeOrNothing(types, resource.type, resource.name);
    if (type === undefined) continue;
    if (isDoubtful(type.support)) {
      const message = describe(`The resource type ${type.name}`, type.support);
      yield finding('deprecated-type', 'warning', message, [...resource.path, resourceKeys.type], template);
    }
    if (!isMapExpression(resource.properties)) continue;
    for (const key of keysOf(resource.properties)) {
      const support = Object.hasOwn(type.properties, key) ? type.properties[key]?.support : undefined;
      if (!isDoubtful(support)) continue;
      const message = describe(`The property ${key} of ${type.name}`, support);
      yield finding(
        'deprecated-property',
        'warning',
        message,
        [...resource.path, resourceKeys.properties, key],
        template,
      );
    }
  }
}

function typeOrNothing(types: TypeSource, type: string, resource: string): ResourceTypeSchema | undefined {
  try {
    return types.typeOf(type, resource);
  } catch {
    // That there is no such type has been said.
    return undefined;
  }
}

const EVERY_FUNCTION: ReadonlySet<string> = new Set(
  [...FORMATS.values()].flatMap((formats) => [...formats.values()].flatMap((format) => format.functionNames)),
);

function* strangeFunctions(template: Template): Generator<Diagnostic> {
  const { format } = template;
  for (const section of [format.sections.resources, format.sections.outputs]) {
    yield* strangeIn(template.raw[section] ?? null, [section], template);
  }
}

function* strangeIn(value: Value, path: (string | number)[], template: Template): Generator<Diagnostic> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* strangeIn(item, [...path, i], template);
    return;
  }
  if (!isMap(value)) return;
  const entries = Object.entries(value);
  const [name] = entries[0] ?? [];
  if (
    entries.length === 1 &&
    name !== undefined &&
    EVERY_FUNCTION.has(name) &&
    !template.format.functions.has(name) &&
    path.length > 2
  ) {
    const message = `${name} is no function in ${template.format.versionKey} ${template.version}, and is left as it is.`;
    yield finding('unknown-function', 'warning', message, [...path, name], template);
  }
  for (const [key, item] of entries) yield* strangeIn(item, [...path, key], template);
}
