/**
 * Makes a {@link ResourceType} whose verbs are its own: ties between objects, things that take many calls, and what is nothing outside.
 *
 *     export const value = ownType({
 *       name: 'OS::Heat::Value',
 *       description: 'A value worked out from others, under a name.',
 *       properties: { value: anything('The value.', required, update) },
 *       attribute: async ({ properties }) => properties.value,
 *     });
 *
 * A verb that is left out has nothing to do. A type that names no service makes nothing outside Hearth (`local`). What lies in a service as
 * REST has it is a `restType`.
 */
import type { ServiceType } from '../openstack/services.ts';
import type { RestHooks } from './rest-type.ts';
import { type NotVerbs, type Saying, said, type Without } from './saying.ts';
import type { Given, PropertyTerms } from './terms/index.ts';
import type { PropertyTerm } from './terms/term.ts';
import type { ResourceType } from './type.ts';

/** Nothing is set by calls of its own where all calls are. */
export type OwnTerms = Readonly<Record<string, PropertyTerm & { setBy?: never }>>;

export type OwnType<Terms extends PropertyTerms = OwnTerms> = Saying<Terms> &
  Partial<Omit<ResourceType<Given<Terms>>, NotVerbs>> &
  Without<keyof RestHooks> & {
    service?: ServiceType | null;
    /** Default: what names no service is local. */
    local?: boolean;
  };

export function ownType<const Terms extends OwnTerms>(definition: OwnType<Terms>): ResourceType {
  // The types of properties are for those who write verbs; the engine knows properties as maps.
  const { service = null, local = service === null, ...saying } = definition as unknown as OwnType;
  // The verbs are among what is said, and stay as they are.
  const { schema } = said(saying);
  return { service, local, ...NOTHING_TO_DO, ...schema };
}

const NOTHING_TO_DO: Omit<ResourceType, NotVerbs> = {
  create: async ({ physicalName }) => physicalName,
  created: async () => true,
  find: async () => null,
  async update() {},
  updated: async () => true,
  async delete() {},
  deleted: async () => true,
  async check() {},
  attribute: async () => null,
  referenceId: ({ physicalId, name }) => physicalId ?? name,
};
