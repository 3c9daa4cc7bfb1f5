/** Templates used as resource types: what a template's parameters and outputs make of it as a type, read once for each text. */
import { HeatError } from '../../errors.ts';
import { templateResource } from '../../resources/template-resource.ts';
import type { ResourceType } from '../../resources/type.ts';
import { parameterDialect, parseParameterSchemas } from '../../template/parameters/index.ts';
import { providerType } from '../../template/properties/index.ts';
import { readTemplateText } from '../../template/source/document.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';

/** Characters of all texts whose types are kept; a text changes rarely and is used by many resources. */
const KEPT = 2_000_000;
/** By texts, which are found faster than any digest of them, and names. */
const known = new Map<string, Map<string, ResourceType>>();
let kept = 0;

interface About {
  name: string;
  text: string;
  /** The document of the text, where it has been read already, or what is wrong with it. */
  tree?: ValueMap | HeatError | undefined;
}

export function templateType(about: About): ResourceType {
  const { name, text } = about;
  let types = known.get(text);
  let type = types?.get(name);
  if (type !== undefined) return type;
  type = readFile(about);
  if (types === undefined) {
    kept += text.length;
    if (kept > KEPT) {
      known.clear();
      kept = text.length;
    }
    types = new Map();
    known.set(text, types);
  }
  types.set(name, type);
  return type;
}

/** @throws StackValidationFailed, and what the schemas of parameters are refused for; it names the file */
function readFile({ name, text, tree }: About): ResourceType {
  try {
    if (tree instanceof HeatError) throw tree;
    return readType(name, tree ?? readTemplateText(text));
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    const code = error.code === 'ValueError' ? 'StackValidationFailed' : error.code;
    const diagnostics = error.diagnostics.map((diagnostic) => ({ ...diagnostic, file: name }));
    throw new HeatError(code, `${name}: ${error.message}`, { cause: error, diagnostics });
  }
}

function readType(name: string, tree: ValueMap): ResourceType {
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
