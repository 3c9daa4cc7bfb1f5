/** Flavors, their extra specs and access. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { type Fields, flag, integer, maybeText, record, strings, text } from '../http/fields.ts';
import { paginate, sorted } from '../http/paging.ts';
import type { Reply } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import type { Flavor } from './model.ts';
import { novaLinks } from './server-view.ts';

export const flavorRoutes: readonly Route[] = [
  ['GET', '/flavors', (call) => listFlavors(call, false)],
  ['GET', '/flavors/detail', (call) => listFlavors(call, true)],
  ['POST', '/flavors', createFlavor],
  ['GET', '/flavors/{id}', (call) => ({ status: 200, body: { flavor: show(call, find(call)) } })],
  ['PUT', '/flavors/{id}', updateFlavor],
  ['DELETE', '/flavors/{id}', deleteFlavor],
  ['GET', '/flavors/{id}/os-extra_specs', (call) => ({ status: 200, body: { extra_specs: find(call).extra_specs } })],
  ['POST', '/flavors/{id}/os-extra_specs', addSpecs],
  ['GET', '/flavors/{id}/os-extra_specs/{key}', (call) => ({ status: 200, body: { [call.param('key')]: spec(call) } })],
  ['PUT', '/flavors/{id}/os-extra_specs/{key}', putSpec],
  ['DELETE', '/flavors/{id}/os-extra_specs/{key}', deleteSpec],
  ['GET', '/flavors/{id}/os-flavor-access', (call) => ({ status: 200, body: accessBody(find(call)) })],
  ['POST', '/flavors/{id}/action', changeAccess],
];

const visible = (call: Call, flavor: Flavor): boolean =>
  flavor.is_public || call.isAdmin || flavor.access.includes(call.projectId);

/** By id; nothing when there is none, or none that the caller may use. */
export function findFlavor(call: Call, id: string): Flavor | undefined {
  const flavor = call.cloud.nova.model.flavors.get(id);
  return flavor && visible(call, flavor) ? flavor : undefined;
}
function find(call: Call): Flavor {
  const flavor = findFlavor(call, call.param('id'));
  if (!flavor) throw notFound(`Flavor ${call.param('id')} could not be found.`);
  return flavor;
}

function show(call: Call, flavor: Flavor): Fields {
  const minor = call.minor;
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.ram,
    disk: flavor.disk,
    swap: flavor.swap === 0 && minor < 75 ? '' : flavor.swap,
    'OS-FLV-EXT-DATA:ephemeral': flavor.ephemeral,
    'OS-FLV-DISABLED:disabled': flavor.disabled,
    vcpus: flavor.vcpus,
    'os-flavor-access:is_public': flavor.is_public,
    rxtx_factor: flavor.rxtx_factor,
    links: novaLinks(call, 'flavors', flavor.id),
    ...(minor >= 55 && { description: flavor.description }),
    ...(minor >= 61 && { extra_specs: flavor.extra_specs }),
  };
}

function listFlavors(call: Call, detail: boolean): Reply {
  const isPublic = call.query.get('is_public');
  const minRam = integer(call.query.get('minRam'), 0);
  const minDisk = integer(call.query.get('minDisk'), 0);
  const any = call.isAdmin && isPublic?.toLowerCase() === 'none';
  const items = [...call.cloud.nova.model.flavors.all()]
    .filter((flavor) => visible(call, flavor) && flavor.ram >= minRam && flavor.disk >= minDisk)
    .filter(
      (flavor) =>
        any ||
        (isPublic === null || !call.isAdmin
          ? visible(call, flavor) && (flavor.is_public || flavor.access.includes(call.projectId))
          : flavor.is_public === flag(isPublic)),
    );
  const keys: Record<string, keyof Flavor> = { flavorid: 'id', memory_mb: 'ram', root_gb: 'disk' };
  const ordered = sorted(call, items, (flavor, key) => flavor[keys[key] ?? (key as keyof Flavor)]);
  const page = paginate(call, ordered, (flavor) => flavor.id, 1000);
  const brief = (flavor: Flavor): Fields => ({
    id: flavor.id,
    name: flavor.name,
    links: novaLinks(call, 'flavors', flavor.id),
    ...(call.minor >= 55 && { description: flavor.description }),
  });
  return {
    status: 200,
    body: {
      flavors: page.items.map((flavor) => (detail ? show(call, flavor) : brief(flavor))),
      ...(page.next && { flavors_links: [{ rel: 'next', href: page.next }] }),
    },
  };
}

function adminOnly(call: Call): void {
  if (!call.isAdmin) throw forbidden("Policy doesn't allow os_compute_api:os-flavor-manage:create to be performed.");
}

function createFlavor(call: Call): Reply {
  adminOnly(call);
  const body = call.json1('flavor');
  const { flavors } = call.cloud.nova.model;
  const name = text(body.name).trim();
  const id = maybeText(body.id) ?? 'auto';
  const ram = integer(body.ram, 0);
  const vcpus = integer(body.vcpus, 0);
  if (!name || ram < 1 || vcpus < 1) throw badRequest('Invalid input for field/attribute flavor.');
  if (flavors.first('name', name)) throw conflict(`Flavor with name ${name} already exists.`);
  if (flavors.has(id)) throw conflict(`Flavor with ID ${id} already exists.`);
  const flavor = flavors.insert({
    id: id === 'auto' ? uuid() : id,
    name,
    ram,
    vcpus,
    disk: integer(body.disk, 0),
    ephemeral: integer(body['OS-FLV-EXT-DATA:ephemeral'], 0),
    swap: integer(body.swap, 0),
    rxtx_factor: Number(body.rxtx_factor ?? 1),
    is_public: flag(body['os-flavor-access:is_public'], true),
    disabled: false,
    description: maybeText(body.description) ?? null,
    extra_specs: {},
    access: [],
  });
  return { status: 200, body: { flavor: show(call, flavor) } };
}

function updateFlavor(call: Call): Reply {
  adminOnly(call);
  const flavor = find(call);
  flavor.description = maybeText(call.json1('flavor').description) ?? null;
  call.cloud.nova.model.flavors.save(flavor);
  return { status: 200, body: { flavor: show(call, flavor) } };
}
function deleteFlavor(call: Call): Reply {
  adminOnly(call);
  call.cloud.nova.model.flavors.remove(find(call).id);
  return { status: 202 };
}

function spec(call: Call): string {
  const value = find(call).extra_specs[call.param('key')];
  if (value === undefined)
    throw notFound(`Flavor ${call.param('id')} has no extra specs with key ${call.param('key')}.`);
  return value;
}
function addSpecs(call: Call): Reply {
  adminOnly(call);
  const flavor = find(call);
  Object.assign(flavor.extra_specs, strings(call.json1('extra_specs')));
  call.cloud.nova.model.flavors.save(flavor);
  return { status: 200, body: { extra_specs: flavor.extra_specs } };
}
function putSpec(call: Call): Reply {
  adminOnly(call);
  const flavor = find(call);
  Object.assign(flavor.extra_specs, strings(call.json()));
  call.cloud.nova.model.flavors.save(flavor);
  return { status: 200, body: call.json() };
}
function deleteSpec(call: Call): Reply {
  adminOnly(call);
  spec(call);
  const flavor = find(call);
  delete flavor.extra_specs[call.param('key')];
  call.cloud.nova.model.flavors.save(flavor);
  return { status: 200 };
}

const accessBody = (flavor: Flavor): Fields => ({
  flavor_access: flavor.access.map((tenant_id) => ({ flavor_id: flavor.id, tenant_id })),
});
function changeAccess(call: Call): Reply {
  adminOnly(call);
  const flavor = find(call);
  const body = call.json();
  const add = maybeText(record(body.addTenantAccess).tenant);
  const remove = maybeText(record(body.removeTenantAccess).tenant);
  if (add !== undefined) {
    if (flavor.is_public) throw conflict('Can not add access to a public flavor.');
    if (flavor.access.includes(add))
      throw conflict(`Flavor access already exists for flavor ${flavor.id} and project ${add} combination.`);
    flavor.access.push(add);
  }
  if (remove !== undefined) {
    if (!flavor.access.includes(remove))
      throw notFound(`Flavor access not found for ${flavor.id} / ${remove} combination.`);
    flavor.access = flavor.access.filter((id) => id !== remove);
  }
  call.cloud.nova.model.flavors.save(flavor);
  return { status: 200, body: accessBody(flavor) };
}
