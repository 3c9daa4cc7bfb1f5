/** QoS specs, and the volume types they are associated with (cinder/api/schemas/qos_specs.py). */
import { badRequest } from '../http/api-error.ts';
import { flag, list, strings } from '../http/fields.ts';
import { ok, type Route, route } from '../http/router.ts';
import { accepted } from '../rest/actions.ts';
import { called, type Kind } from '../rest/kind.ts';
import { QOS_SPECS, type QosSpecs } from './attributes.ts';
import type { BlockStorage } from './block-storage.ts';

export const qosSpecs = ({ model }: BlockStorage): Kind<QosSpecs> => ({
  ...called('qos_specs', 'QoS specs', '/qos-specs', 'qos_specs'),
  collection: model.qosSpecs,
  attributes: QOS_SPECS,
  // What else is said are the specs.
  strictSince: Number.POSITIVE_INFINITY,
  nobodys: true,
  admin: 'write',
  answers: { create: 200 },
  born: () => ({}),
  create(_call, item, { name: _, consumer: __, ...specs }) {
    item.specs = strings(specs);
  },
  remove(call, item) {
    const users = model.types.by('qos_specs_id', item.id);
    if (users.length > 0 && !flag(call.query.get('force')))
      throw badRequest(`Qos Specs ${item.id} is still associated with entities.`);
    for (const type of users) model.types.save(Object.assign(type, { qos_specs_id: null }));
  },
});

export function qosRoutes({ rest, kinds: { qosSpecs: kind, volumeTypes }, model }: BlockStorage): Route[] {
  const associate = (path: string, isOn: boolean): Route =>
    route('GET', `/qos-specs/{id}/${path}`, (call) => {
      const { id } = rest.named(kind, call, 'update');
      const type = rest.find(volumeTypes, call, call.query.get('vol_type_id') ?? '');
      rest.keep(volumeTypes, call, Object.assign(type, { qos_specs_id: isOn ? id : null }));
      return accepted;
    });
  return [
    // In place of the collection's own: it answers with what it was given.
    route('PUT', '/qos-specs/{id}', (call) => {
      const item = rest.named(kind, call, 'update');
      const given = strings(call.json1('qos_specs'));
      const { consumer = item.consumer, ...specs } = given;
      rest.keep(kind, call, Object.assign(item, { consumer, specs: { ...item.specs, ...specs } }));
      return ok({ qos_specs: given });
    }),
    route('PUT', '/qos-specs/{id}/delete_keys', (call) => {
      const item = rest.named(kind, call, 'update');
      for (const key of list(call.json().keys)) delete item.specs[String(key)];
      rest.keep(kind, call, item);
      return accepted;
    }),
    route('GET', '/qos-specs/{id}/associations', (call) => {
      const users = model.types.by('qos_specs_id', rest.named(kind, call, 'show').id);
      return ok({ qos_associations: users.map(({ id, name }) => ({ id, name, association_type: 'volume_type' })) });
    }),
    associate('associate', true),
    associate('disassociate', false),
  ];
}
