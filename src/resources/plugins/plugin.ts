/**
 * A plugin as a whole: what it adds to the language, and what needs clouds: resource types, and constraints that ask.
 *
 * A module's default export is a plugin, or a function that makes one of a {@link PluginKit}; so a module needs to import nothing.
 */
import type { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import type { LanguagePlugin, PluginValue } from '../../template/plugins/index.ts';
import type { NotNow } from '../not-now.ts';
import type { ownType } from '../own-type.ts';
import type { restType } from '../rest-type.ts';
import type * as terms from '../terms/index.ts';
import type { ResourceType } from '../type.ts';

export interface Plugin extends LanguagePlugin {
  /** For messages and the log. */
  name: string;
  /** Made by the kit's `restType(…)` or `ownType(…)`. */
  resourceTypes?: readonly ResourceType[];
  /** Constraints that ask a cloud: null where the value is good, else what is wrong with it. */
  cloudConstraints?: Readonly<Record<string, CloudConstraint>>;
}

export type CloudConstraint = (value: PluginValue, about: { cloud: Cloud }) => Promise<string | null>;

/** What a plugin is made with. */
export interface PluginKit {
  /** Makes a resource type of what lies in a service as REST has it; see `rest-type.ts`. */
  restType: typeof restType;
  /** Makes a resource type whose verbs are its own; see `own-type.ts`. */
  ownType: typeof ownType;
  /** The words in which its properties and attributes are said: `text`, `list`, `required` … */
  terms: typeof terms;
  /** The errors that Heat's clients know, by their class names. */
  HeatError: typeof HeatError;
  /** Thrown by a verb whose object is busy. */
  NotNow: typeof NotNow;
}

export type PluginModule = Plugin | ((kit: PluginKit) => Plugin | Promise<Plugin>);
