/** Environments for the linter: merged in their order, templates in their registries found beside them. */
import { resolve } from 'node:path';
import { HeatError } from '../../errors.ts';
import {
  checkSections,
  mergeEnvironmentFiles,
  parseEnvironment,
  withAllSections,
} from '../../template/environment/index.ts';
import { asDiagnostics, type Diagnostic, locate, parseTemplate } from '../../template/index.ts';
import type { ParameterSchema } from '../../template/parameters/index.ts';
import { isMap, stringify, type Value, type ValueMap } from '../../template/value.ts';
import { isRemote, pathOf } from './sources.ts';

export interface EnvironmentFile {
  path: string;
  text: string;
}

export interface LintedEnvironment {
  sections: ValueMap;
  /** Paths of the templates that the registries name. */
  templates: string[];
  findings: Diagnostic[];
}

const TEMPLATE = /\.(?:yaml|template)$/;

/** `schemas`: what the template says of its parameters; merging goes by it. */
export function readEnvironments(
  files: readonly EnvironmentFile[],
  parameters: ValueMap,
  schemas: ReadonlyMap<string, ParameterSchema>,
): LintedEnvironment {
  const templates = new Set<string>();
  const findings: Diagnostic[] = [];
  const texts: Record<string, string> = {};
  for (const { path, text } of files) {
    try {
      const sections = parseEnvironment(text);
      const { resource_registry: registry } = sections;
      const rewritten = isMap(registry ?? null)
        ? { ...sections, resource_registry: withPaths(registry as ValueMap, path, templates) }
        : sections;
      texts[path] = stringify(rewritten);
    } catch (error) {
      findings.push(...asDiagnostics(error).map((one): Diagnostic => ({ ...one, code: codeOf(one), file: path })));
    }
  }
  let sections: ValueMap = withAllSections({});
  try {
    sections = mergeEnvironmentFiles(Object.keys(texts), texts, sections, schemas);
    sections.parameters = {
      ...(isMap(sections.parameters ?? null) ? (sections.parameters as ValueMap) : {}),
      ...parameters,
    };
    checkSections(sections);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    findings.push({ code: 'invalid-environment', severity: 'error', message: error.message, file: files[0]?.path });
    sections = withAllSections({});
  }
  return { sections, templates: [...templates], findings };
}

/** Only what the reader of YAML says has a place. */
const codeOf = ({ code, start }: Diagnostic): string => (start === undefined ? 'invalid-environment' : code);

/** The registry with absolute paths. */
function withPaths(registry: ValueMap, base: string, templates: Set<string>): ValueMap {
  const from = typeof registry.base_url === 'string' ? resolve(pathOf(registry.base_url, base), 'x') : base;
  const copy: [string, Value][] = [];
  for (const [key, value] of Object.entries(registry)) {
    if (isMap(value)) copy.push([key, withPaths(value, from, templates)]);
    else if (key === 'base_url') continue;
    else if (typeof value === 'string' && TEMPLATE.test(value) && !isRemote(value)) {
      const path = pathOf(value, from);
      templates.add(path);
      copy.push([key, path]);
    } else copy.push([key, value]);
  }
  return Object.fromEntries(copy);
}

/** A value for a parameter that the template has not: the place is in the environment that gives it. */
export function inEnvironment(finding: Diagnostic, files: readonly EnvironmentFile[]): Diagnostic {
  const name = finding.path?.at(-1);
  if (finding.code !== 'unknown-parameter' || name === undefined) return finding;
  for (const { path, text } of files.toReversed()) {
    const range = locate(text, ['parameters', name]);
    const value = parametersOf(text);
    if (range !== undefined && Object.hasOwn(value, name))
      return { ...finding, ...range, file: path, path: ['parameters', name] };
  }
  return { ...finding, start: undefined, end: undefined };
}

function parametersOf(text: string): ValueMap {
  try {
    const { parameters = null } = parseEnvironment(text);
    return isMap(parameters) ? parameters : {};
  } catch (error) {
    if (error instanceof HeatError) return {};
    throw error;
  }
}

/** Schemas of the parameters of a text's template, as far as they can be read. */
export function schemasOf(text: string): ReadonlyMap<string, ParameterSchema> {
  try {
    return parseTemplate(text).parameterSchemas;
  } catch (error) {
    if (error instanceof HeatError) return new Map();
    throw error;
  }
}
