/** Regions, services and endpoints: the catalogue as administrators manage it. */
import { notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Collection, Stored } from '../state/collection.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { listReply, selfLink } from './listing.ts';
import type { KeystoneModel } from './model.ts';
import { requireAdmin } from './tokens.ts';

interface Kind<T extends Stored> {
  plural: string;
  singular: string;
  filters: readonly string[];
  of(model: KeystoneModel): Collection<T>;
  make(body: Fields, before: T | undefined): T;
  show?(call: Call, item: T): Record<string, unknown>;
}

function routesOf<T extends Stored>(kind: Kind<T>): Route[] {
  const base = `/v3/${kind.plural}`;
  const collection = (call: Call): Collection<T> => kind.of(call.cloud.keystone.model);
  const show = (call: Call, item: T): Record<string, unknown> => ({
    ...(kind.show?.(call, item) ?? (item as Fields)),
    links: selfLink(call, kind.plural, item.id),
  });
  const find = (call: Call): T => {
    const item = collection(call).get(call.param('id'));
    if (!item) throw notFound(`Could not find ${kind.singular}: ${call.param('id')}.`);
    return item;
  };
  const one = (call: Call, status: number, item: T): Reply => ({ status, body: { [kind.singular]: show(call, item) } });
  const admin = (call: Call, verb: string): void => requireAdmin(call.auth, `identity:${verb}_${kind.singular}`);
  return [
    [
      'GET',
      base,
      (call) => listReply(call, kind.plural, [...collection(call).all()], kind.filters, (item) => show(call, item)),
    ],
    ['GET', `${base}/{id}`, (call) => one(call, 200, find(call))],
    [
      'POST',
      base,
      (call) => {
        admin(call, 'create');
        return one(call, 201, collection(call).insert(kind.make(call.json1(kind.singular), undefined)));
      },
    ],
    [
      'PATCH',
      `${base}/{id}`,
      (call) => {
        admin(call, 'update');
        const item = find(call);
        Object.assign(item, kind.make(call.json1(kind.singular), item));
        return one(call, 200, collection(call).save(item));
      },
    ],
    [
      'DELETE',
      `${base}/{id}`,
      (call) => {
        admin(call, 'delete');
        collection(call).remove(find(call).id);
        return { status: 204 };
      },
    ],
  ];
}

export const catalogRoutes: readonly Route[] = [
  ...routesOf({
    plural: 'regions',
    singular: 'region',
    filters: ['parent_region_id'],
    of: (model) => model.regions,
    make: (body, before) => ({
      id: before?.id ?? maybeText(body.id) ?? hexId(),
      description: text(body.description, before?.description),
      parent_region_id: maybeText(body.parent_region_id) ?? before?.parent_region_id ?? null,
    }),
  }),
  ...routesOf({
    plural: 'services',
    singular: 'service',
    filters: ['type', 'name'],
    of: (model) => model.services,
    make: (body, before) => ({
      id: before?.id ?? hexId(),
      name: text(body.name, before?.name),
      type: text(body.type, before?.type),
      description: text(body.description, before?.description),
      enabled: flag(body.enabled, before?.enabled ?? true),
    }),
  }),
  ...routesOf({
    plural: 'endpoints',
    singular: 'endpoint',
    filters: ['service_id', 'interface', 'region_id'],
    of: (model) => model.endpoints,
    make: (body, before) => ({
      id: before?.id ?? hexId(),
      service_id: text(body.service_id, before?.service_id),
      interface: text(body.interface, before?.interface ?? 'public'),
      region_id: text(body.region_id ?? body.region, before?.region_id),
      url: text(body.url, before?.url),
      enabled: flag(body.enabled, before?.enabled ?? true),
    }),
    show: (call, item) => ({ ...item, region: item.region_id, url: call.cloud.keystone.bodies.absolute(item.url) }),
  }),
];
