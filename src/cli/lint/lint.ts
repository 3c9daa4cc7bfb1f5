/**
 * `hearth lint`: templates from the file system, with the templates and files they name, checked against the catalogue. Nothing is
 * asked of a cloud.
 */
import { relative, resolve } from 'node:path';
import { HeatError } from '../../errors.ts';
import { ALIASES } from '../../resources/catalogue.ts';
import { CONSTRAINTS } from '../../resources/questions/index.ts';
import { pureCheck } from '../../resources/questions/pure.ts';
import { type Diagnostic, type LintOptions, lintTemplate, readDocument } from '../../template/index.ts';
import type { TypeRegistry } from '../../template/schema/types.ts';
import type { Value, ValueMap } from '../../template/value.ts';
import { strayAddresses } from './addresses.ts';
import { type EnvironmentFile, inEnvironment, readEnvironments, schemasOf } from './environment.ts';
import { GivenValues } from './given-values.ts';
import { isRemote, mentions, pathOf, readText, templatesAt } from './sources.ts';
import { isOnlyKnown, lintedTypes } from './types.ts';

export interface LintRequest {
  /** Paths of templates, or of folders with templates. */
  files: readonly string[];
  environments?: readonly string[];
  parameters?: ValueMap;
  /** Whether each parameter has to have a value. */
  complete?: boolean;
  types?: TypeRegistry;
  /** Names of the custom constraints that there are. */
  constraints?: ReadonlySet<string>;
}

/** The request with the types of the configured plugins; their parts of the language hold from here on. */
export async function withConfiguredPlugins(request: LintRequest, plugins: readonly string[]): Promise<LintRequest> {
  if (plugins.length === 0) return request;
  const { withPlugins } = await import('../wiring/plugins.ts');
  const { catalogue, cloudConstraints } = await withPlugins(plugins);
  const types: TypeRegistry = {
    get: (name) => catalogue.get(name) ?? lintedTypes.get(name),
    names: () => new Set([...catalogue.names(), ...lintedTypes.names()]),
  };
  return { types, constraints: new Set([...CONSTRAINTS, ...cloudConstraints]), ...request };
}

export interface LintedFile {
  /** As it was named; relative to the working directory where it was found by another's mention. */
  path: string;
  text: string;
  findings: Diagnostic[];
}

/** A file named on the command line that cannot be read. */
export class UnreadableFile extends Error {}

/** Each file once: those asked for, then the templates that they use, then the environments. Throws {@link UnreadableFile}. */
export async function lintFiles(request: LintRequest): Promise<LintedFile[]> {
  const environments = await Promise.all((request.environments ?? []).map(readNamed));
  const linted = new Map<string, LintedFile>(
    environments.map((file) => [resolve(file.path), { ...file, findings: [] }]),
  );
  const named = (await Promise.all(request.files.map(templatesAt))).flat();
  const waiting = (await Promise.all(named.map(readNamed))).map((file) => ({ ...file, nested: false }));
  const templates: LintedFile[] = [];
  const nested = new GivenValues();
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (linted.has(resolve(file.path))) continue;
    const own: LintedFile = { path: file.path, text: file.text, findings: [] };
    linted.set(resolve(file.path), own);
    templates.push(own);
    const environment = readEnvironments(
      environments,
      file.nested ? {} : (request.parameters ?? {}),
      schemasOf(file.text),
    );
    const sources = await readSources(file, environment.templates);
    const options: LintOptions = {
      types: request.types ?? lintedTypes,
      aliases: ALIASES,
      isOnlyKnown,
      files: sources.files,
      // What a nested template is given comes from its parent.
      environment: file.nested ? { ...environment.sections, parameters: {} } : environment.sections,
      nested: file.nested,
      complete: !file.nested && request.complete === true,
      check: pureCheck,
      constraints: request.constraints ?? CONSTRAINTS,
      more: strayAddresses,
    };
    const findings = lintTemplate(file.text, { ...options, onGiven: (given) => nested.add(given, own.path) });
    nested.looked(own, options, findings);
    const fromEnvironments = templates.length > 1 ? [] : environment.findings;
    for (const finding of [...findings, ...fromEnvironments].map((one) => inEnvironment(one, environments))) {
      const place = finding.file === undefined ? own : (linted.get(resolve(finding.file)) ?? own);
      place.findings.push(finding);
    }
    for (const [path, text] of sources.templates) waiting.push({ path: shortest(path), text, nested: true });
  }
  nested.lint();
  return [...templates, ...[...linted.values()].filter((file) => !templates.includes(file))];
}

function shortest(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
}

async function readNamed(path: string): Promise<EnvironmentFile> {
  const text = await readText(path);
  if (text === undefined) throw new UnreadableFile(`${path} cannot be read`);
  return { path, text };
}

interface Sources {
  /** Texts by the names that the template has for them. */
  files: Record<string, string>;
  /** Texts of the templates by their paths. */
  templates: Map<string, string>;
}

async function readSources({ path, text }: EnvironmentFile, fromEnvironments: readonly string[]): Promise<Sources> {
  const named = mentions(treeOf(text));
  const sources: Sources = { files: {}, templates: new Map() };
  const read = async (mention: string, at: string) => {
    const found = isRemote(mention) ? '' : await readText(at);
    if (found !== undefined) sources.files[mention] = found;
    return found;
  };
  for (const mention of named.files) await read(mention, pathOf(mention, path));
  const templates = [...named.templates].map((mention) => [mention, pathOf(mention, path)] as const);
  for (const [mention, at] of [...templates, ...fromEnvironments.map((one) => [one, one] as const)]) {
    const found = await read(mention, at);
    if (found !== undefined && !isRemote(mention)) sources.templates.set(at, found);
  }
  return sources;
}

function treeOf(text: string): Value {
  try {
    return readDocument(text);
  } catch (error) {
    // The linter will say what is wrong with it.
    if (error instanceof HeatError) return null;
    throw error;
  }
}
