/** Domains. */
import { conflict, forbidden, notFound } from '../http/api-error.ts';
import { flag, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { listReply, selfLink } from './listing.ts';
import type { Domain } from './model.ts';
import { requireAdmin } from './tokens.ts';

export const domainRoutes: readonly Route[] = [
  ['GET', '/v3/domains', listDomains],
  ['POST', '/v3/domains', createDomain],
  ['GET', '/v3/domains/{id}', (call) => ({ status: 200, body: { domain: showDomain(call, find(call)) } })],
  ['PATCH', '/v3/domains/{id}', updateDomain],
  ['DELETE', '/v3/domains/{id}', deleteDomain],
];

export const showDomain = (call: Call, domain: Domain): Record<string, unknown> => ({
  ...domain,
  tags: [],
  options: {},
  links: selfLink(call, 'domains', domain.id),
});

function find(call: Call): Domain {
  const domain = call.cloud.keystone.model.domains.get(call.param('id'));
  if (!domain) throw notFound(`Could not find domain: ${call.param('id')}.`);
  return domain;
}

function listDomains(call: Call): Reply {
  const { domains } = call.cloud.keystone.model;
  return listReply(call, 'domains', [...domains.all()], ['name', 'enabled'], (item) => showDomain(call, item));
}

function createDomain(call: Call): Reply {
  requireAdmin(call.auth, 'identity:create_domain');
  const body = call.json1('domain');
  const { domains } = call.cloud.keystone.model;
  const name = text(body.name);
  if (domains.first('name', name.toLowerCase())) {
    throw conflict(
      `Conflict occurred attempting to store domain - it is not permitted to have two domains with the same name: ${name}.`,
    );
  }
  const domain = domains.insert({
    id: hexId(),
    name,
    description: text(body.description),
    enabled: flag(body.enabled, true),
  });
  return { status: 201, body: { domain: showDomain(call, domain) } };
}

function updateDomain(call: Call): Reply {
  requireAdmin(call.auth, 'identity:update_domain');
  const domain = find(call);
  const body = call.json1('domain');
  domain.name = text(body.name, domain.name);
  domain.description = text(body.description, domain.description);
  domain.enabled = flag(body.enabled, domain.enabled);
  call.cloud.keystone.model.domains.save(domain);
  call.cloud.keystone.assignments.epoch++;
  return { status: 200, body: { domain: showDomain(call, domain) } };
}

function deleteDomain(call: Call): Reply {
  requireAdmin(call.auth, 'identity:delete_domain');
  const domain = find(call);
  const { model, assignments } = call.cloud.keystone;
  if (domain.enabled) throw forbidden('Cannot delete a domain that is enabled, please disable it first.');
  for (const project of model.projects.by('domain', domain.id)) model.projects.remove(project.id);
  for (const user of model.users.by('domain', domain.id)) model.users.remove(user.id);
  model.domains.remove(domain.id);
  assignments.forget('target', domain.id);
  return { status: 204 };
}
