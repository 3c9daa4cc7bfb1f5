/** The catalogue as administrators manage it: regions, services, endpoints. */
import { maybeText, text } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { taken } from './dialect.ts';
import { type CatalogService, ENDPOINT, type Endpoint, REGION, type Region, SERVICE } from './model.ts';
import type { Parts } from './parts.ts';

const ofTheCloud = { nobodys: true, admin: 'write' } as const;

export const regions = ({ model }: Parts): Kind<Region> => ({
  ...ofTheCloud,
  ...called('region', 'region', '/v3/regions'),
  collection: model.regions,
  attributes: REGION,
  // A region may be given its id.
  create(_call, item, body) {
    item.id = maybeText(body.id) ?? item.id;
  },
  unique(item) {
    if (model.regions.has(item.id)) throw taken('region', `Duplicate ID, ${item.id}`);
  },
});

export const services = ({ model }: Parts): Kind<CatalogService> => ({
  ...ofTheCloud,
  ...called('service', 'service', '/v3/services'),
  collection: model.services,
  attributes: SERVICE,
});

export const endpoints = ({ model, bodies }: Parts): Kind<Endpoint> => ({
  ...ofTheCloud,
  ...called('endpoint', 'endpoint', '/v3/endpoints'),
  collection: model.endpoints,
  attributes: ENDPOINT,
  create(_call, item, body) {
    item.region_id = text(body.region_id ?? body.region);
    delete item.region;
  },
  update(_call, _item, changes) {
    if (changes.region !== undefined) changes.region_id ??= changes.region;
    delete changes.region;
  },
  show: (_call, item) => ({ region: item.region_id, url: bodies.absolute(item.url) }),
});
