/** Resource types, template versions and functions, and what this server is. */
import { badRequest } from './queries.ts';
import type { Answer, Call } from './route.ts';

export async function listResourceTypes({ caller, orchestrator, query }: Call): Promise<Answer> {
  const withDescription = query.boolean('with_description') ?? false;
  const types = await orchestrator.resourceTypes(caller, {
    name: query.one('name'),
    version: query.one('version'),
    status: query.one('support_status'),
    withDescription,
  });
  const shown = types.map(({ name, description }) => (withDescription ? { resource_type: name, description } : name));
  return { body: { resource_types: shown } };
}

export async function showResourceType({ caller, orchestrator, params }: Call): Promise<Answer> {
  return { body: await orchestrator.resourceTypeSchema(caller, params.type_name ?? '') };
}

export async function showTypeTemplate({ caller, orchestrator, params, query }: Call): Promise<Answer> {
  const asked = query.one('template_type') ?? 'cfn';
  const format = asked.toLowerCase();
  if (format !== 'cfn' && format !== 'hot') {
    throw badRequest(`Template type is not supported: Invalid template type "${asked}", valid types are: cfn, hot.`);
  }
  return { body: await orchestrator.resourceTypeTemplate(caller, params.type_name ?? '', format) };
}

export async function listTemplateVersions({ orchestrator }: Call): Promise<Answer> {
  return { body: { template_versions: orchestrator.templateVersions() } };
}

export async function listTemplateFunctions({ orchestrator, params, query }: Call): Promise<Answer> {
  const withConditions = query.boolean('with_condition_func') ?? false;
  return {
    body: { template_functions: orchestrator.templateFunctions(params.template_version ?? '', withConditions) },
  };
}

export async function listServices({ orchestrator }: Call): Promise<Answer> {
  return { body: { services: await orchestrator.engines() } };
}

export async function showBuild({ settings }: Call): Promise<Answer> {
  const { revision } = settings;
  return { body: { api: { revision }, engine: { revision } } };
}
