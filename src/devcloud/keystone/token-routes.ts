/** Tokens: make, validate, revoke; and what the caller's token opens. */
import { ApiError, unauthorized } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import { createToken, tokenReply } from './authenticate.ts';
import type { Call, Route } from './call.ts';
import { ec2Token } from './ec2-tokens.ts';
import { showProject } from './projects.ts';

export const tokenRoutes: readonly Route[] = [
  ['POST', '/v3/auth/tokens', createToken, 'open'],
  ['GET', '/v3/auth/tokens', validateToken],
  ['HEAD', '/v3/auth/tokens', validateToken],
  ['DELETE', '/v3/auth/tokens', revokeToken],
  ['GET', '/v3/auth/catalog', catalog],
  ['GET', '/v3/auth/projects', myProjects],
  ['GET', '/v3/auth/domains', myDomains],
  ['GET', '/v3/auth/system', mySystem],
  ['POST', '/v3/ec2tokens', ec2Token],
];

function validateToken(call: Call): Reply {
  const subject = call.cloud.keystone.tokens.subject(call.header('x-subject-token'));
  const mayAsk = call.auth.userId === subject.userId || call.auth.roles.has('admin') || call.auth.roles.has('service');
  if (!mayAsk)
    throw new ApiError(
      403,
      'You are not authorized to perform the requested action: identity:validate_token.',
      'Forbidden',
    );
  return tokenReply(call, subject.token, 200);
}

function revokeToken(call: Call): Reply {
  const subject = call.cloud.keystone.tokens.subject(call.header('x-subject-token'));
  if (subject.userId !== call.auth.userId && !call.auth.roles.has('admin')) {
    throw new ApiError(
      403,
      'You are not authorized to perform the requested action: identity:revoke_token.',
      'Forbidden',
    );
  }
  call.cloud.keystone.tokens.revoke(subject.token.id);
  return { status: 204 };
}

function catalog(call: Call): Reply {
  if (!call.auth.projectId && !call.auth.domainId) throw unauthorized();
  const self = `${call.baseUrl}/v3/auth/catalog`;
  return { status: 200, body: { catalog: call.cloud.keystone.bodies.catalog(call.auth.projectId), links: { self } } };
}

function myProjects(call: Call): Reply {
  const { model, assignments } = call.cloud.keystone;
  const projects = assignments
    .targetsOf(call.auth.userId, 'project')
    .map((id) => model.projects.get(id))
    .filter((project) => project?.enabled);
  const self = `${call.baseUrl}/v3/auth/projects`;
  return {
    status: 200,
    body: { projects: projects.map((p) => p && showProject(call, p)), links: { self, next: null, previous: null } },
  };
}

function myDomains(call: Call): Reply {
  const { model, assignments, rest, kinds } = call.cloud.keystone;
  const domains = assignments.targetsOf(call.auth.userId, 'domain').flatMap((id) => model.domains.get(id) ?? []);
  const self = `${call.baseUrl}/v3/auth/domains`;
  return {
    status: 200,
    body: {
      domains: domains.map((domain) => rest.show(kinds.domains, call, domain)),
      links: { self, next: null, previous: null },
    },
  };
}

function mySystem(call: Call): Reply {
  const has = call.cloud.keystone.assignments.effective(call.auth.userId, 'system').length > 0;
  return { status: 200, body: { system: has ? [{ all: true }] : [] } };
}
