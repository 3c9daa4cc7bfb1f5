/**
 * A stack's definition, read: what the planner, the runs and the views ask of a template with its environment and
 * parameters. Made from a definition row by `build.ts`, never changed, and kept for as long as somebody is likely to need it.
 */
import type { FrozenDefinition } from '../../plan/index.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { DefinitionRow } from '../../store/rows.ts';
import type { Environment } from '../../template/environment/index.ts';
import type { Facade, ResourceSource, StackDefinition, Template } from '../../template/index.ts';
import type { ParameterValues } from '../../template/parameters/index.ts';
import type { Unknown } from '../../template/schema/types.ts';
import type { Value, ValueMap } from '../../template/value.ts';

/** What resources are at this moment, for the functions that refer to them. */
export type Live = ResourceSource;

/** Where a stack's template keeps its resources. */
export type Section = 'resources' | 'Resources';

export interface WantedResource {
  readonly name: string;
  /** As the template spells it. */
  readonly typeName: string;
  readonly type: ResourceType;
  readonly description: string;
}

/** An attribute and the way into it. */
export type AttributePath = readonly Value[];

export interface OutputModel {
  readonly key: string;
  readonly description: string;
  /** Throws what the function throws. */
  value(live: Live): Value | Unknown;
  /** Resources that the value refers to. */
  readonly references: ReadonlySet<string>;
}

/** A definition with everything that reading it needs, before anything is evaluated. */
export interface Draft {
  readonly definition: DefinitionRow;
  readonly template: Template;
  readonly environment: Environment;
  readonly parameters: ParameterValues;
  readonly facade: Facade | null;
  /** EntityNotFound. */
  typeOf(spelled: string, resource: string): ResourceType;
}

export interface StackModel {
  readonly definitionId: string;
  readonly section: Section;
  readonly kind: 'hot' | 'cfn';
  readonly description: string;
  readonly environment: Environment;
  readonly parameters: ParameterValues;
  readonly files: Record<string, string>;
  /** Enabled resources, each after those that it requires. */
  readonly order: readonly string[];
  resource(name: string): WantedResource | undefined;
  requires(name: string): readonly string[];
  /** The resources that require it. */
  requiredBy(name: string): readonly string[];
  /** The definition of a resource with its functions resolved. Throws what a function throws. */
  freeze(name: string, live: Live): FrozenDefinition;
  /** What the template says of a resource in which there is no function and no condition; null for all others. */
  plain(name: string): { text: Value; properties: ValueMap } | null;
  /** Attributes of a resource that others or the outputs refer to, as far as the template tells. */
  attributesOf(name: string): readonly AttributePath[];
  readonly outputs: ReadonlyMap<string, OutputModel>;
  /** `Delete`, `Retain` or `Snapshot`. */
  deletionPolicy(name: string): string;
  /** The template as a tree. */
  readonly template: ValueMap;
  /** What it was made from. */
  readonly draft: Draft;
  readonly bound: StackDefinition;
}
