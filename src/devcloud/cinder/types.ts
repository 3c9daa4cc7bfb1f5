/** Volume types with their extra specs, access and encryption; QoS specs. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, flag, maybeText, record, strings, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import type { QosSpecs, VolumeType } from './model.ts';
import { cinderList } from './volumes.ts';

export const typeRoutes: readonly Route[] = [
  ['GET', '/types', listTypes],
  ['POST', '/types', createType],
  ['GET', '/types/{id}', (call) => ({ status: 200, body: { volume_type: show(find(call)) } })],
  ['PUT', '/types/{id}', updateType],
  ['DELETE', '/types/{id}', deleteType],
  ['GET', '/types/{id}/extra_specs', (call) => ({ status: 200, body: { extra_specs: find(call).extra_specs } })],
  [
    'POST',
    '/types/{id}/extra_specs',
    (call) => changeSpecs(call, (old) => ({ ...old, ...strings(call.json().extra_specs) })),
  ],
  [
    'GET',
    '/types/{id}/extra_specs/{key}',
    (call) => ({ status: 200, body: { [call.param('key')]: find(call).extra_specs[call.param('key')] } }),
  ],
  ['PUT', '/types/{id}/extra_specs/{key}', (call) => changeSpecs(call, (old) => ({ ...old, ...strings(call.json()) }))],
  ['DELETE', '/types/{id}/extra_specs/{key}', deleteSpec],
  [
    'GET',
    '/types/{id}/os-volume-type-access',
    (call) => ({
      status: 200,
      body: {
        volume_type_access: find(call).access.map((project_id) => ({ project_id, volume_type_id: call.param('id') })),
      },
    }),
  ],
  ['POST', '/types/{id}/action', typeAccess],
  ['GET', '/types/{id}/encryption', (call) => ({ status: 200, body: find(call).encryption ?? {} })],
  [
    'GET',
    '/types/{id}/encryption/{key}',
    (call) => ({ status: 200, body: { [call.param('key')]: record(find(call).encryption)[call.param('key')] } }),
  ],
  ['POST', '/types/{id}/encryption', (call) => setEncryption(call, 200)],
  ['PUT', '/types/{id}/encryption/{key}', (call) => setEncryption(call, 200)],
  ['DELETE', '/types/{id}/encryption/{key}', dropEncryption],
  ['GET', '/qos-specs', (call) => cinderList(call, 'qos_specs', [...call.cloud.cinder.model.qosSpecs.all()], showQos)],
  ['POST', '/qos-specs', createQos],
  ['GET', '/qos-specs/{id}', (call) => ({ status: 200, body: { qos_specs: showQos(findQos(call)) } })],
  ['PUT', '/qos-specs/{id}', updateQos],
  ['PUT', '/qos-specs/{id}/delete_keys', deleteQosKeys],
  ['DELETE', '/qos-specs/{id}', deleteQos],
  ['GET', '/qos-specs/{id}/associations', qosAssociations],
  ['GET', '/qos-specs/{id}/associate', (call) => associate(call, true)],
  ['GET', '/qos-specs/{id}/disassociate', (call) => associate(call, false)],
];

const show = (item: VolumeType): Fields => ({
  id: item.id,
  name: item.name,
  description: item.description,
  is_public: item.is_public,
  'os-volume-type-access:is_public': item.is_public,
  extra_specs: item.extra_specs,
  qos_specs_id: item.qos_specs_id,
});

function adminOnly(call: Call): void {
  if (!call.isAdmin) throw forbidden("Policy doesn't allow volume_extension:types_manage to be performed.");
}
const visible = (call: Call, item: VolumeType): boolean =>
  item.is_public || call.isAdmin || item.access.includes(call.projectId);
const save = (call: Call, item: VolumeType): VolumeType => call.cloud.cinder.model.types.save(item);

function find(call: Call): VolumeType {
  const id = call.param('id');
  const { types } = call.cloud.cinder.model;
  const item = id === 'default' ? types.first('name', 'lvmdriver-1') : types.get(id);
  if (!item || !visible(call, item)) throw notFound(`Volume type ${id} could not be found.`);
  return item;
}

function listTypes(call: Call): Reply {
  const wanted = call.query.get('is_public');
  const items = [...call.cloud.cinder.model.types.all()]
    .filter((item) => visible(call, item))
    .filter((item) => wanted === null || wanted === 'None' || item.is_public === flag(wanted))
    .filter((item) => !call.query.has('name') || item.name === call.query.get('name'));
  return cinderList(call, 'volume_types', items.reverse(), show);
}

function createType(call: Call): Reply {
  adminOnly(call);
  const body = call.json1('volume_type');
  const { types } = call.cloud.cinder.model;
  const name = text(body.name);
  if (!name) throw badRequest("Invalid input for field/attribute name. Value: . '' is too short");
  if (types.first('name', name)) throw conflict(`Volume Type ${name} already exists.`);
  const item = types.insert({
    id: uuid(),
    name,
    description: maybeText(body.description) ?? null,
    is_public: flag(body['os-volume-type-access:is_public'] ?? body.is_public, true),
    extra_specs: strings(body.extra_specs),
    qos_specs_id: null,
    access: [],
    encryption: null,
  });
  return { status: 200, body: { volume_type: show(item) } };
}

function updateType(call: Call): Reply {
  adminOnly(call);
  const item = find(call);
  const body = call.json1('volume_type');
  item.name = text(body.name, item.name);
  if ('description' in body) item.description = maybeText(body.description) ?? null;
  item.is_public = flag(body.is_public, item.is_public);
  return { status: 200, body: { volume_type: show(save(call, item)) } };
}

function deleteType(call: Call): Reply {
  adminOnly(call);
  const item = find(call);
  for (const volume of call.cloud.cinder.model.volumes.all()) {
    if (volume.volume_type === item.name) throw badRequest('Target volume type is still in use.');
  }
  call.cloud.cinder.model.types.remove(item.id);
  return { status: 202 };
}

function changeSpecs(call: Call, next: (old: Record<string, string>) => Record<string, string>): Reply {
  adminOnly(call);
  const item = find(call);
  item.extra_specs = next(item.extra_specs);
  save(call, item);
  return {
    status: 200,
    body: call.method === 'POST' ? { extra_specs: strings(call.json().extra_specs) } : call.json(),
  };
}

function deleteSpec(call: Call): Reply {
  adminOnly(call);
  const item = find(call);
  if (!(call.param('key') in item.extra_specs))
    throw notFound(`Volume Type ${item.id} has no extra specs with key ${call.param('key')}.`);
  delete item.extra_specs[call.param('key')];
  save(call, item);
  return { status: 202 };
}

function typeAccess(call: Call): Reply {
  adminOnly(call);
  const item = find(call);
  const body = call.json();
  const add = record(body.addProjectAccess).project;
  const remove = record(body.removeProjectAccess).project;
  if (add !== undefined) item.access = [...new Set([...item.access, text(add)])];
  if (remove !== undefined) item.access = item.access.filter((id) => id !== remove);
  save(call, item);
  return { status: 202 };
}

function setEncryption(call: Call, status: number): Reply {
  adminOnly(call);
  const item = find(call);
  item.encryption = {
    volume_type_id: item.id,
    encryption_id: uuid(),
    control_location: 'front-end',
    ...item.encryption,
    ...call.json1('encryption'),
  };
  save(call, item);
  return { status, body: { encryption: item.encryption } };
}
function dropEncryption(call: Call): Reply {
  adminOnly(call);
  const item = find(call);
  item.encryption = null;
  save(call, item);
  return { status: 202 };
}

const showQos = (item: QosSpecs): Fields => ({
  id: item.id,
  name: item.name,
  consumer: item.consumer,
  specs: item.specs,
});
function findQos(call: Call): QosSpecs {
  const item = call.cloud.cinder.model.qosSpecs.get(call.param('id'));
  if (!item) throw notFound(`No such qos_specs ${call.param('id')}.`);
  return item;
}
function createQos(call: Call): Reply {
  adminOnly(call);
  const { name, consumer, ...specs } = call.json1('qos_specs');
  const item = { id: uuid(), name: text(name), consumer: text(consumer, 'back-end'), specs: strings(specs) };
  return { status: 200, body: { qos_specs: showQos(call.cloud.cinder.model.qosSpecs.insert(item)) } };
}
function updateQos(call: Call): Reply {
  adminOnly(call);
  const item = findQos(call);
  const { consumer, ...specs } = call.json1('qos_specs');
  item.consumer = text(consumer, item.consumer);
  Object.assign(item.specs, strings(specs));
  call.cloud.cinder.model.qosSpecs.save(item);
  return { status: 200, body: { qos_specs: { ...specs, ...(consumer !== undefined && { consumer }) } } };
}
function deleteQosKeys(call: Call): Reply {
  adminOnly(call);
  const item = findQos(call);
  for (const key of (call.json().keys as string[] | undefined) ?? []) delete item.specs[key];
  call.cloud.cinder.model.qosSpecs.save(item);
  return { status: 202 };
}
const usersOf = (call: Call, id: string): VolumeType[] =>
  [...call.cloud.cinder.model.types.all()].filter((type) => type.qos_specs_id === id);
function deleteQos(call: Call): Reply {
  adminOnly(call);
  const item = findQos(call);
  const users = usersOf(call, item.id);
  if (users.length > 0 && !flag(call.query.get('force')))
    throw badRequest(`Qos Specs ${item.id} is still associated with entities.`);
  for (const type of users) {
    type.qos_specs_id = null;
    save(call, type);
  }
  call.cloud.cinder.model.qosSpecs.remove(item.id);
  return { status: 202 };
}
function qosAssociations(call: Call): Reply {
  const found = usersOf(call, findQos(call).id).map(({ id, name }) => ({ id, name, association_type: 'volume_type' }));
  return { status: 200, body: { qos_associations: found } };
}
function associate(call: Call, on: boolean): Reply {
  adminOnly(call);
  const item = findQos(call);
  const type = call.cloud.cinder.model.types.get(call.query.get('vol_type_id'));
  if (!type) throw notFound(`Volume type ${call.query.get('vol_type_id')} could not be found.`);
  type.qos_specs_id = on ? item.id : null;
  save(call, type);
  return { status: 202 };
}
