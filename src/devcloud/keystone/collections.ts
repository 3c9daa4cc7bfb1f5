/** Keystone's plain collections: the catalogue as administrators manage it, domains, groups. */
import { conflict, forbidden } from '../http/api-error.ts';
import { flag, maybeText, text as textOf } from '../http/fields.ts';
import type { Attribute } from '../rest/attributes.ts';
import type { Kind } from '../rest/kind.ts';
import type { Assignments } from './assignments.ts';
import {
  type CatalogService,
  type Domain,
  type Endpoint,
  type Group,
  type KeystoneModel,
  nameKey,
  type Region,
} from './model.ts';
import type { TokenBodies } from './token-body.ts';

/** The parts of Keystone that they act on. */
interface Parts {
  model: KeystoneModel;
  assignments: Assignments;
  bodies: TokenBodies;
}

const text = (initially = ''): Attribute => ({ put: true, default: initially, check: (value) => textOf(value) });
const textOrNull: Attribute = { put: true, default: null, check: (value) => maybeText(value) ?? null };
const enabled: Attribute = { put: true, default: true, check: (value) => flag(value, true) };

const regions = ({ model }: Parts): Kind<Region> => ({
  singular: 'region',
  plural: 'regions',
  label: 'region',
  path: '/v3/regions',
  collection: model.regions,
  nobodys: true,
  admin: 'write',
  attributes: {
    id: { default: null, check: (value) => textOf(value) },
    description: text(),
    parent_region_id: textOrNull,
  },
  // A region may be given its id.
  create(_call, item, body) {
    item.id = maybeText(body.id) ?? item.id;
  },
  unique(item) {
    if (model.regions.has(item.id))
      throw conflict(`Conflict occurred attempting to store region - Duplicate ID, ${item.id}.`);
  },
});

const services = ({ model }: Parts): Kind<CatalogService> => ({
  singular: 'service',
  plural: 'services',
  label: 'service',
  path: '/v3/services',
  collection: model.services,
  nobodys: true,
  admin: 'write',
  attributes: { name: text(), type: { ...text(), required: true }, description: text(), enabled },
});

const endpoints = ({ model, bodies }: Parts): Kind<Endpoint> => ({
  singular: 'endpoint',
  plural: 'endpoints',
  label: 'endpoint',
  path: '/v3/endpoints',
  collection: model.endpoints,
  nobodys: true,
  admin: 'write',
  attributes: {
    service_id: { ...text(), required: true },
    interface: text('public'),
    region_id: text(),
    // The older spelling.
    region: text(),
    url: { ...text(), required: true },
    enabled,
  },
  create(_call, item, body) {
    item.region_id = textOf(body.region_id ?? body.region);
    delete item.region;
  },
  update(_call, _item, changes) {
    if (changes.region !== undefined) changes.region_id ??= changes.region;
    delete changes.region;
  },
  show: (_call, item) => ({ region: item.region_id, url: bodies.absolute(item.url) }),
});

const domains = ({ model, assignments }: Parts): Kind<Domain> => ({
  singular: 'domain',
  plural: 'domains',
  label: 'domain',
  path: '/v3/domains',
  collection: model.domains,
  nobodys: true,
  admin: 'write',
  attributes: { name: { ...text(), required: true }, description: text(), enabled },
  unique(item) {
    if (model.domains.first('name', item.name.toLowerCase()))
      throw conflict(
        `Conflict occurred attempting to store domain - it is not permitted to have two domains with the same name: ${item.name}.`,
      );
  },
  updated() {
    assignments.epoch++;
  },
  remove(_call, item) {
    if (item.enabled) throw forbidden('Cannot delete a domain that is enabled, please disable it first.');
  },
  gone(item) {
    for (const project of model.projects.by('domain', item.id)) model.projects.remove(project.id);
    for (const user of model.users.by('domain', item.id)) model.users.remove(user.id);
    assignments.forget('target', item.id);
  },
  show: () => ({ tags: [], options: {} }),
});

const groups = ({ model, assignments }: Parts): Kind<Group> => ({
  singular: 'group',
  plural: 'groups',
  label: 'group',
  path: '/v3/groups',
  collection: model.groups,
  nobodys: true,
  admin: 'all',
  attributes: { name: { ...text(), required: true }, domain_id: { default: null, check: textOf }, description: text() },
  create(call, item) {
    item.domain_id ??= call.auth.domainId ?? 'default';
    item.members = [];
  },
  unique({ name, domain_id: domain }) {
    if (model.groups.first('name', nameKey(domain, name)))
      throw conflict(
        `Conflict occurred attempting to store group - Duplicate entry found with name ${name} at domain ID ${domain}.`,
      );
  },
  updated() {
    assignments.epoch++;
  },
  gone: (item) => assignments.forget('actor', item.id),
  show: () => ({ members: undefined }),
});

export const collectionsOf = (parts: Parts) => ({
  regions: regions(parts),
  services: services(parts),
  endpoints: endpoints(parts),
  domains: domains(parts),
  groups: groups(parts),
});
