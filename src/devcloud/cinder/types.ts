/** Volume types with their extra specs, access and encryption (cinder/api/schemas/volume_types.py). */
import { badRequest, conflict, notFound } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import { type Fields, flag, record, text } from '../http/fields.ts';
import { ok, type Reply, type Route, route } from '../http/router.ts';
import { accepted, actionRoute } from '../rest/actions.ts';
import { called, type Kind } from '../rest/kind.ts';
import { mapRoutes } from '../rest/map.ts';
import { uuid } from '../state/identifiers.ts';
import { VOLUME_TYPE, type VolumeType } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';

export const volumeTypes = ({ model }: BlockStorage): Kind<VolumeType> => ({
  ...called('volume_type', 'Volume type', '/types'),
  collection: model.types,
  attributes: VOLUME_TYPE,
  nobodys: true,
  admin: 'write',
  answers: { create: 200 },
  born: () => ({}),
  sees: (call, item) => item.is_public || call.isAdmin || item.access.includes(call.projectId),
  filters: { is_public: (item, wanted) => wanted === 'None' || item.is_public === flag(wanted) },
  unique(item) {
    if (model.types.first('name', item.name)) throw conflict(`Volume Type ${item.name} already exists.`);
  },
  remove(_call, item) {
    for (const { volume_type } of model.volumes.all())
      if (volume_type === item.name) throw badRequest('Target volume type is still in use.');
  },
  show: (_call, item) => ({
    'os-volume-type-access:is_public': item.is_public,
    access: undefined,
    encryption: undefined,
  }),
});

export function typeRoutes({ rest, kinds: { volumeTypes: kind }, model }: BlockStorage): Route[] {
  const change = (change: (item: VolumeType, body: Fields) => void) => {
    return (call: Call): Reply => {
      const item = rest.named(kind, call, 'update');
      change(item, call.json());
      rest.keep(kind, call, item);
      return call.method === 'DELETE' ? accepted : ok({ encryption: item.encryption });
    };
  };
  const encrypt = change((item, body) => {
    const fixed = { volume_type_id: item.id, encryption_id: uuid(), control_location: 'front-end' };
    item.encryption = { ...fixed, ...item.encryption, ...record(body.encryption) };
  });
  const base = '/types/{id}';
  return [
    route('GET', '/types/default', (call) => {
      const item = model.types.first('name', 'lvmdriver-1');
      return ok({ volume_type: rest.show(kind, call, rest.find(kind, call, item?.id ?? 'default')) });
    }),
    ...mapRoutes(rest, kind, {
      member: 'extra_specs',
      deleted: 202,
      missing: ({ id }, key) => notFound(`Volume Type ${id} has no extra specs with key ${key}.`),
    }),
    route('GET', `${base}/os-volume-type-access`, (call) => {
      const { id, access } = rest.named(kind, call, 'show');
      return ok({ volume_type_access: access.map((project_id) => ({ project_id, volume_type_id: id })) });
    }),
    actionRoute(rest, kind, {
      addProjectAccess(call, item, body) {
        item.access = [...new Set([...item.access, text(body.project)])];
        rest.keep(kind, call, item);
        return accepted;
      },
      removeProjectAccess(call, item, body) {
        item.access = item.access.filter((id) => id !== body.project);
        rest.keep(kind, call, item);
        return accepted;
      },
    }),
    route('GET', `${base}/encryption`, (call) => ok(rest.named(kind, call, 'show').encryption ?? {})),
    route('GET', `${base}/encryption/{key}`, (call) => {
      const key = call.param('key');
      return ok({ [key]: rest.named(kind, call, 'show').encryption?.[key] });
    }),
    route('POST', `${base}/encryption`, encrypt),
    route('PUT', `${base}/encryption/{key}`, encrypt),
    route(
      'DELETE',
      `${base}/encryption/{key}`,
      change((item) => void (item.encryption = null)),
    ),
  ];
}
