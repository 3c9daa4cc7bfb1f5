/** Tokens: make, validate, revoke; and what the caller's token opens. */
import { unauthorized } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';
import { createToken, tokenReply } from './authenticate.ts';
import type { Call, Route } from './call.ts';
import { denied } from './dialect.ts';
import { ec2Token } from './ec2-tokens.ts';

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
  if (!mayAsk) throw denied('validate_token');
  return tokenReply(call, subject.token, 200);
}

function revokeToken(call: Call): Reply {
  const subject = call.cloud.keystone.tokens.subject(call.header('x-subject-token'));
  if (subject.userId !== call.auth.userId && !call.auth.roles.has('admin')) {
    throw denied('revoke_token');
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
  const { model, assignments, rest, kinds } = call.cloud.keystone;
  const ids = assignments.targetsOf(call.auth.userId, 'project');
  const projects = ids.flatMap((id) => model.projects.get(id) ?? []).filter(({ enabled }) => enabled);
  return rest.list(kinds.projects, call, projects);
}

function myDomains(call: Call): Reply {
  const { model, assignments, rest, kinds } = call.cloud.keystone;
  const domains = assignments.targetsOf(call.auth.userId, 'domain').flatMap((id) => model.domains.get(id) ?? []);
  return rest.list(kinds.domains, call, domains);
}

function mySystem(call: Call): Reply {
  const has = call.cloud.keystone.assignments.effective(call.auth.userId, 'system').length > 0;
  return { status: 200, body: { system: has ? [{ all: true }] : [] } };
}
