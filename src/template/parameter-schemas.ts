/** Schemas of the parameters of all templates of a request: those among its files, and the stack's own, which win. */
import { HeatError } from '../errors.ts';
import type { ParameterSchema } from './parameters/index.ts';
import { pythonType } from './schema/python-values.ts';
import { readTemplateText } from './source/document.ts';
import { jsonForm } from './source/json-form.ts';
import { Template } from './template.ts';
import { isMap, type Value, type ValueMap } from './value.ts';

/**
 * Merging environments needs them: a value is merged by the type of its parameter, wherever that is declared. Files that
 * are no templates do not count; those that are must be right. AttributeError and TypeError where `files` is no map of texts.
 */
export function allParameterSchemas(template: Template, files: Value | undefined): Map<string, ParameterSchema> {
  const schemas = new Map<string, ParameterSchema>();
  if (files !== undefined && files !== null && !isMap(files)) {
    throw new HeatError('AttributeError', `The files must be a map, not a ${pythonType(files)}.`);
  }
  for (const text of Object.values(files ?? {})) {
    if (typeof text !== 'string') throw new HeatError('TypeError', `A file must be a text, not a ${pythonType(text)}.`);
    const document = readTemplate(text);
    if (document === undefined) continue;
    for (const [name, schema] of new Template(document).parameterSchemas) schemas.set(name, schema);
  }
  for (const [name, schema] of template.parameterSchemas) schemas.set(name, schema);
  return schemas;
}

function readTemplate(text: string): ValueMap | undefined {
  try {
    return jsonForm(readTemplateText(text));
  } catch (error) {
    if (error instanceof HeatError && error.status === 400) return undefined;
    throw error;
  }
}
