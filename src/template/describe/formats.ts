/** What versions of templates there are, and which functions each has: for the API, and for the schema for editors. */
import { HeatError } from '../../errors.ts';
import { FORMATS, type TemplateFormat } from '../formats/index.ts';
import { nearest } from '../properties/suggestion.ts';

export interface TemplateVersion {
  /** E.g. `heat_template_version.2021-04-16`. */
  version: string;
  type: 'hot' | 'cfn';
  /** Other names for it: `heat_template_version.wallaby`. */
  aliases: string[];
}

/** Every version by the name that the API has for it, aliases too. */
function namedFormats(): Map<string, TemplateFormat> {
  const named = new Map<string, TemplateFormat>();
  for (const [key, versions] of FORMATS) {
    for (const [version, format] of versions) named.set(`${key}.${version}`, format);
  }
  return named;
}

/** `GET /template_versions`, in the order of names. */
export function templateVersions(): TemplateVersion[] {
  const versions = new Map<TemplateFormat, TemplateVersion>();
  const names = [...namedFormats()].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, format] of names) {
    const known = versions.get(format);
    if (known !== undefined) known.aliases.push(name);
    else versions.set(format, { version: name, type: format.kind, aliases: [] });
  }
  return [...versions.values()];
}

export interface FunctionShown {
  /** The name of the one function. */
  functions: string;
  description: string;
}

/** The functions of a version by their names; on demand those for conditions too. NotFound. */
export function templateFunctions(version: string, { withConditionFunctions = false } = {}): FunctionShown[] {
  const formats = namedFormats();
  const format = formats.get(version);
  if (format === undefined) {
    const suggestion = nearest(version, formats.keys());
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    throw new HeatError('NotFound', `Template with version ${version} not found${hint}`);
  }
  const names = new Set(format.functionNames);
  if (withConditionFunctions) for (const name of format.conditionFunctionNames) names.add(name);
  return [...names].sort().map((name) => {
    const fn = format.functionNames.includes(name) ? format.functions.get(name) : format.conditionFunctions.get(name);
    return { functions: name, description: fn?.description ?? '' };
  });
}

/** The latest version of HOT, as far as editors have to know it. */
export interface FormatFacts {
  versions: readonly string[];
  functions: readonly string[];
  sections: readonly string[];
  resourceKeys: readonly string[];
  outputKeys: readonly string[];
  deletionPolicies: readonly string[];
}

const present = (names: Iterable<string | undefined>): string[] => [...names].filter((name) => name !== undefined);

export function formatFacts(): FormatFacts {
  const versions = FORMATS.get('heat_template_version') ?? new Map<string, TemplateFormat>();
  const formats = new Set(versions.values());
  const latest = [...formats].reduce((a, b) => (a.version < b.version ? b : a));
  return {
    versions: [...versions.keys()],
    // Older versions have functions that the latest has not.
    functions: [...new Set([...formats].flatMap((format) => [...format.functionNames]))].sort(),
    sections: present(Object.values(latest.sections)),
    resourceKeys: present(Object.values(latest.resourceKeys)),
    outputKeys: present(Object.values(latest.outputKeys)),
    deletionPolicies: Object.keys(latest.deletionPolicies),
  };
}
