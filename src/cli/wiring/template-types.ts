/** Templates used as resource types: what a template's parameters and outputs make of it as a type, read once for each text. */
import { createHash } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { templateResource } from '../../resources/template-resource.ts';
import type { ResourceType } from '../../resources/type.ts';
import { parameterDialect, parseParameterSchemas } from '../../template/parameters/index.ts';
import { providerType } from '../../template/properties/index.ts';
import { readTemplateText } from '../../template/source/document.ts';
import { isMap, type Value } from '../../template/value.ts';

/** Types kept; a text changes rarely and is used by many resources. */
const KEPT = 500;
const known = new Map<string, ResourceType>();

export function templateType({ name, text }: { name: string; text: string }): ResourceType {
  const key = `${name} ${createHash('sha256').update(text).digest('base64')}`;
  let type = known.get(key);
  if (type === undefined) {
    type = readFile(name, text);
    if (known.size >= KEPT) known.delete(known.keys().next().value as string);
    known.set(key, type);
  }
  return type;
}

/** @throws StackValidationFailed, and what the schemas of parameters are refused for; it names the file */
function readFile(name: string, text: string): ResourceType {
  try {
    return readType(name, text);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    const code = error.code === 'ValueError' ? 'StackValidationFailed' : error.code;
    const diagnostics = error.diagnostics.map((diagnostic) => ({ ...diagnostic, file: name }));
    throw new HeatError(code, `${name}: ${error.message}`, { cause: error, diagnostics });
  }
}

function readType(name: string, text: string): ResourceType {
  const tree = readTemplateText(text);
  const version = tree.heat_template_version;
  const dialect =
    version === undefined
      ? parameterDialect('cfn', String(tree.HeatTemplateFormatVersion ?? tree.AWSTemplateFormatVersion))
      : parameterDialect('hot', String(version));
  const [description, parameters, outputs] =
    version === undefined
      ? [tree.Description, tree.Parameters, tree.Outputs]
      : [tree.description, tree.parameters, tree.outputs];
  const schema = providerType(name, {
    ...(typeof description === 'string' ? { description } : {}),
    parameters: parseParameterSchemas(parameters, dialect),
    outputs: describedOutputs(outputs),
  });
  return templateResource(schema, tree);
}

function describedOutputs(section: Value | undefined): [name: string, description: string | undefined][] {
  if (!isMap(section)) return [];
  return Object.entries(section).map(([name, output]) => {
    const description = isMap(output) ? (output.description ?? output.Description) : undefined;
    return [name, typeof description === 'string' ? description : undefined];
  });
}
