/** Projects and their tags. */
import { badRequest, conflict, forbidden, notFound } from '../http/api-error.ts';
import { flag, list, maybeText, text } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import { hexId } from '../state/identifiers.ts';
import type { Call, Route } from './call.ts';
import { selfLink } from './dialect.ts';
import { listReply } from './listing.ts';
import { nameKey, type Project } from './model.ts';
import { requireAdmin } from './tokens.ts';

export const projectRoutes: readonly Route[] = [
  ['GET', '/v3/projects', listProjects],
  ['POST', '/v3/projects', createProject],
  ['GET', '/v3/projects/{id}', (call) => ({ status: 200, body: { project: showProject(call, find(call)) } })],
  ['PATCH', '/v3/projects/{id}', updateProject],
  ['DELETE', '/v3/projects/{id}', deleteProject],
  ['GET', '/v3/projects/{id}/tags', (call) => ({ status: 200, body: { tags: find(call).tags } })],
  ['PUT', '/v3/projects/{id}/tags', replaceTags],
];

export const showProject = (call: Call, project: Project): Record<string, unknown> => ({
  ...project.extra,
  id: project.id,
  name: project.name,
  domain_id: project.domain_id,
  description: project.description,
  enabled: project.enabled,
  parent_id: project.parent_id,
  is_domain: false,
  tags: project.tags,
  options: {},
  links: selfLink(call, 'projects', project.id),
});

function find(call: Call): Project {
  const project = call.cloud.keystone.model.projects.get(call.param('id'));
  const mine = project?.id === call.auth.projectId || call.auth.roles.has('admin') || hasRole(call, call.param('id'));
  if (!project || !mine) throw notFound(`Could not find project: ${call.param('id')}.`);
  return project;
}

const hasRole = (call: Call, projectId: string): boolean =>
  call.cloud.keystone.assignments.effective(call.auth.userId, projectId).length > 0;

function listProjects(call: Call): Reply {
  requireAdmin(call.auth, 'identity:list_projects');
  const { projects } = call.cloud.keystone.model;
  const domain = call.query.get('domain_id') ?? call.auth.domainId;
  const name = call.query.get('name');
  const named = domain && name ? projects.by('name', nameKey(domain, name)) : undefined;
  const items = named ?? (domain ? projects.by('domain', domain) : [...projects.all()]);
  return listReply(call, 'projects', items, ['name', 'enabled', 'parent_id', 'domain_id'], (p) => showProject(call, p));
}

const OWN = ['id', 'name', 'domain_id', 'description', 'enabled', 'parent_id', 'is_domain', 'tags', 'options', 'links'];

function createProject(call: Call): Reply {
  requireAdmin(call.auth, 'identity:create_project');
  const body = call.json1('project');
  const { model } = call.cloud.keystone;
  const name = text(body.name);
  if (!name) throw badRequest("Invalid input for field 'name': '' is too short");
  const parent = model.projects.get(maybeText(body.parent_id));
  const domainId = maybeText(body.domain_id) ?? parent?.domain_id ?? call.auth.domainId ?? 'default';
  if (!model.domains.has(domainId)) throw notFound(`Could not find domain: ${domainId}.`);
  checkName(call, domainId, name);
  const project = model.projects.insert({
    id: hexId(),
    name,
    domain_id: domainId,
    description: text(body.description),
    enabled: flag(body.enabled, true),
    parent_id: parent?.id ?? domainId,
    tags: list(body.tags).map((tag) => text(tag)),
    extra: Object.fromEntries(Object.entries(body).filter(([key]) => !OWN.includes(key))),
  });
  return { status: 201, body: { project: showProject(call, project) } };
}

function checkName(call: Call, domainId: string, name: string): void {
  if (call.cloud.keystone.model.projects.first('name', nameKey(domainId, name))) {
    throw conflict(
      `Conflict occurred attempting to store project - it is not permitted to have two projects with the same name in the same domain : ${name}.`,
    );
  }
}

function updateProject(call: Call): Reply {
  requireAdmin(call.auth, 'identity:update_project');
  const project = find(call);
  const body = call.json1('project');
  const name = text(body.name, project.name);
  if (name.toLowerCase() !== project.name.toLowerCase()) checkName(call, project.domain_id, name);
  project.name = name;
  project.description = text(body.description, project.description);
  project.enabled = flag(body.enabled, project.enabled);
  if (Array.isArray(body.tags)) project.tags = body.tags.map((tag) => text(tag));
  for (const [key, value] of Object.entries(body)) if (!OWN.includes(key)) project.extra[key] = value;
  call.cloud.keystone.model.projects.save(project);
  call.cloud.keystone.assignments.epoch++;
  return { status: 200, body: { project: showProject(call, project) } };
}

function deleteProject(call: Call): Reply {
  requireAdmin(call.auth, 'identity:delete_project');
  const project = find(call);
  const { model, assignments } = call.cloud.keystone;
  if (model.projects.count('parent', project.id) > 0) {
    throw forbidden(`Cannot delete the project ${project.id} since it is not a leaf in the hierarchy.`);
  }
  model.projects.remove(project.id);
  assignments.forget('target', project.id);
  return { status: 204 };
}

function replaceTags(call: Call): Reply {
  requireAdmin(call.auth, 'identity:update_project_tags');
  const project = find(call);
  project.tags = list(call.json().tags).map((tag) => text(tag));
  call.cloud.keystone.model.projects.save(project);
  return { status: 200, body: { tags: project.tags } };
}
