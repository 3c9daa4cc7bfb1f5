/**
 * A template: what a text says, before its parameters have values.
 *
 *     const template = parseTemplate(text, { files });
 *     const parameters = resolveParameters(template.parameterSchemas, { kind: template.kind, … });
 *     const definition = bind(template, { parameters });
 */
import { HeatError } from '../errors.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { reported } from './diagnostics/report.ts';
import { FORMATS, type TemplateFormat } from './formats/index.ts';
import { type ParameterSchema, parseParameterSchemas } from './parameters/index.ts';
import { nearest } from './properties/suggestion.ts';
import { isTruthy, pythonType } from './schema/python-values.ts';
import { readTemplateText } from './source/document.ts';
import { jsonForm } from './source/json-form.ts';
import { isMap, type Value, type ValueMap } from './value.ts';

export interface TemplateOptions {
  /** Texts by name or URL: for `get_file`, template resources, environments. */
  files?: Record<string, string>;
  /** Longest text, in characters. */
  maxSize?: number;
}

/** Sections whose entries have names. */
type NamedSection = 'parameters' | 'resources' | 'outputs';

export class Template {
  /** The document as it stands. Never change it. */
  readonly raw: ValueMap;
  readonly format: TemplateFormat;
  readonly files: Readonly<Record<string, string>>;
  /** The text that it was read from, for positions; null where there was none. */
  readonly text: string | null;
  private schemas: Map<string, ParameterSchema> | null = null;
  private names: ReadonlySet<string> | null = null;

  constructor(raw: ValueMap, files: Readonly<Record<string, string>> = {}, text: string | null = null) {
    this.raw = raw;
    this.files = files;
    this.text = text;
    this.format = formatOf(raw);
  }

  get kind(): 'hot' | 'cfn' {
    return this.format.kind;
  }

  /** As written: a date or the name of a release. */
  get version(): string {
    return this.raw[this.format.versionKey] as string;
  }

  /** `No description` where there is none. */
  get description(): Value {
    const description = this.raw[this.format.sections.description] ?? null;
    return isTruthy(description) ? description : 'No description';
  }

  /** Schemas of the parameters. InvalidSchemaError, and AttributeError where the section is no map. */
  get parameterSchemas(): ReadonlyMap<string, ParameterSchema> {
    this.schemas ??= reported(this, () =>
      parseParameterSchemas(this.raw[this.format.sections.parameters], this.format.parameters),
    );
    return this.schemas;
  }

  get parameterGroups(): Value | undefined {
    const { parameterGroups } = this.format.sections;
    return parameterGroups === undefined ? undefined : this.raw[parameterGroups];
  }

  /** The entries of a section; none where it is empty. AttributeError where it is no map. */
  section(name: NamedSection): ValueMap {
    const section = this.raw[this.format.sections[name]] ?? null;
    if (!isTruthy(section)) return {};
    if (isMap(section)) return section;
    throw new HeatError(
      'AttributeError',
      `The section ${this.format.sections[name]} is a ${pythonType(section)}, not a map.`,
    );
  }

  /** Names of all resources, disabled ones included. */
  get resourceNames(): ReadonlySet<string> {
    this.names ??= new Set(Object.keys(this.section('resources')));
    return this.names;
  }
}

/** The format of a document. InvalidTemplateVersion. */
function formatOf(raw: ValueMap): TemplateFormat {
  const present = [...FORMATS.keys()].filter((key) => typeof raw[key] === 'string');
  const [versionKey] = present;
  if (versionKey === undefined) throw invalidVersion('Template version was not provided');
  if (present.length > 1) throw invalidVersion(`Ambiguous versions (${present.join(', ')})`, [versionKey]);
  const formats = FORMATS.get(versionKey) ?? new Map<string, TemplateFormat>();
  const version = raw[versionKey] as string;
  const format = formats.get(version);
  if (format !== undefined) return format;
  const available = [...formats.keys()].sort();
  const suggestion = nearest(version, available);
  throw invalidVersion(
    `"${versionKey}: ${version}". "${versionKey}" should be${available.length > 1 ? ' one of' : ''}: ${available.join(', ')}`,
    [versionKey],
    suggestion,
  );
}

function invalidVersion(explanation: string, path?: string[], suggestion?: string): HeatError {
  const message = `The template version is invalid: ${explanation}`;
  const diagnostic: Diagnostic = {
    code: 'unknown-version',
    severity: 'error',
    message,
    ...(path && { path }),
    ...(suggestion && { suggestion }),
  };
  return new HeatError('InvalidTemplateVersion', message, { diagnostics: [diagnostic] });
}

/**
 * Reads a template from its text, or takes a document that has been read already. ValueError where the text cannot be
 * read, RequestLimitExceeded where it is too long, InvalidTemplateVersion. Errors have diagnostics with positions.
 */
export function parseTemplate(source: string | ValueMap, options: TemplateOptions = {}): Template {
  if (typeof source !== 'string') return new Template(jsonForm(source), options.files);
  return templateOf(jsonForm(readTemplateText(source, options.maxSize)), source, options.files);
}

/** The template whose text has been read already. InvalidTemplateVersion, with a position where there is a text to look in. */
export function templateOf(document: ValueMap, text: string | null, files?: Record<string, string>): Template {
  return reported({ text }, () => new Template(document, files, text));
}
