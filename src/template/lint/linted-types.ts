/** Types as the resources of a template see them while it is looked at by itself. */
import { HeatError } from '../../errors.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { finding } from '../diagnostics/report.ts';
import type { Environment } from '../environment/index.ts';
import { providerType } from '../properties/index.ts';
import type { ResourceTypeSchema, TypeRegistry } from '../schema/types.ts';
import { parseTemplate, type Template } from '../template.ts';
import { isMap, type ValueMap } from '../value.ts';

export interface TypeOptions {
  types: TypeRegistry;
  /** Whether a type is only known by its name: it is not offered, and its properties are not looked at. */
  isOnlyKnown?(type: ResourceTypeSchema): boolean;
}

/** Notes which are only known, and which templates are not there. */
export class LintedTypes {
  private readonly template: Template;
  private readonly options: TypeOptions;
  private readonly environment: Environment;
  /** Types that are not there, by name and resource: looking for what was meant takes its time. */
  private readonly unknown = new Map<string, HeatError>();
  private readonly providers = new Map<string, ResourceTypeSchema>();
  private readonly onlyKnown = new Map<string, string>();
  private readonly missing = new Map<string, string>();

  constructor(template: Template, options: TypeOptions, environment: Environment) {
    this.template = template;
    this.options = options;
    this.environment = environment;
  }

  /** EntityNotFound. */
  get(type: string, resource: string): ResourceTypeSchema {
    const key = JSON.stringify([type, resource]);
    const known = this.unknown.get(key);
    if (known !== undefined) throw known;
    try {
      return this.find(type, resource);
    } catch (error) {
      if (error instanceof HeatError) this.unknown.set(key, error);
      throw error;
    }
  }

  private find(type: string, resource: string): ResourceTypeSchema {
    const resolved = this.environment.registry.resolve(type, resource);
    if ('template' in resolved) return this.provider(type, resolved.template, resource);
    const schema = this.options.types.get(resolved.type);
    if (schema === undefined) throw new HeatError('EntityNotFound', `The Resource Type (${type}) could not be found.`);
    if (this.options.isOnlyKnown?.(schema)) this.onlyKnown.set(resource, schema.name);
    return schema;
  }

  /** The file that a type stands for; undefined for a type of the catalogue. */
  fileOf(type: string, resource: string): string | undefined {
    const resolved = this.environment.registry.resolve(type, resource);
    return 'template' in resolved ? resolved.template : undefined;
  }

  ofResource(name: string): ResourceTypeSchema | undefined {
    const resources = this.template.raw[this.template.format.sections.resources] ?? null;
    const raw = isMap(resources) ? resources[name] : undefined;
    const type = isMap(raw ?? null) ? (raw as ValueMap)[this.template.format.resourceKeys.type] : undefined;
    if (typeof type !== 'string') return undefined;
    try {
      return this.get(type, name);
    } catch (error) {
      if (error instanceof HeatError) return undefined;
      throw error;
    }
  }

  private provider(type: string, file: string, resource: string): ResourceTypeSchema {
    const known = this.providers.get(file);
    if (known !== undefined) return known;
    const text = Object.hasOwn(this.template.files, file) ? this.template.files[file] : undefined;
    if (text === undefined) this.missing.set(resource, file);
    const schema = (text === undefined ? undefined : this.readProvider(type, text)) ?? anything(type);
    if (text !== undefined) this.providers.set(file, schema);
    return schema;
  }

  /** Undefined where the text is no template: that is said where the template itself is looked at. */
  private readProvider(type: string, text: string): ResourceTypeSchema | undefined {
    try {
      const template = parseTemplate(text);
      const outputs = Object.entries(template.section('outputs')).map(([name]): [string, undefined] => [
        name,
        undefined,
      ]);
      const defaults = this.environment.parameterDefaults;
      const provider = providerType(type, { parameters: template.parameterSchemas, outputs }, defaults);
      return { ...provider, dynamicAttributes: true };
    } catch (error) {
      if (error instanceof HeatError) return undefined;
      throw error;
    }
  }

  findings(): Diagnostic[] {
    const { sections, resourceKeys } = this.template.format;
    const at = (resource: string) => [sections.resources, resource, resourceKeys.type];
    const known = [...this.onlyKnown].map(([resource, type]) => {
      const message = `${type} is known to Heat, but not offered by this Hearth. Its properties are not checked.`;
      return finding('type-not-offered', 'warning', message, at(resource), this.template);
    });
    const missing = [...this.missing].map(([resource, file]) =>
      finding('missing-file', 'error', `The template ${file} is not there.`, at(resource), this.template),
    );
    return [...known, ...missing];
  }
}

/** A type of which nothing is known but its name: takes any property and has any attribute. */
export function anything(name: string): ResourceTypeSchema {
  return {
    name,
    properties: {},
    attributes: {},
    updatePolicy: {},
    support: { status: 'SUPPORTED' },
    deletionPolicies: ['Delete', 'Retain', 'Snapshot'],
    translation: [],
    anyProperties: true,
    dynamicAttributes: true,
  };
}
