/** Tokens that are no good, and what belongs to others. */
import { of, type Refusal, SOUND, table } from '../refusal.ts';

const as = (token: Refusal['token'], request: Omit<Refusal, 'what'>) => ({ ...request, token });
const list = of('GET', '/stacks');
const other = (method: string, path: string, body?: unknown) => ({
  ...of(method, path, body),
  path: `/v1/{other}${path}`,
});

export const ACCESS = table({
  'no token': as('none', list),
  'a token that is nonsense': as('nonsense', list),
  'a token that was revoked': as('revoked', list),
  'a token without a project': as('unscoped', list),
  'a token of another project': as('other', list),
  'a create with a token of another project': as(
    'other',
    of('POST', '/stacks', { stack_name: '{fresh}', template: SOUND }),
  ),
  'a create without a token': as('none', of('POST', '/stacks', { stack_name: '{fresh}', template: SOUND })),
  'no token for an unknown path': as('none', of('GET', '/nonsense')),
  'no token and a broken body': as('none', of('POST', '/stacks', '{')),
  'the list of another project': other('GET', '/stacks'),
  'a stack of another project, on its own path': other('GET', '/stacks/{theirs}'),
  "another's stack by its id": of('GET', '/stacks/{theirId}'),
  "another's stack by its name": of('GET', '/stacks/{theirName}'),
  "another's stack by both": of('GET', '/stacks/{theirs}'),
  "another's stack updated": of('PUT', '/stacks/{theirs}', { template: SOUND }),
  "another's stack patched": of('PATCH', '/stacks/{theirs}', {}),
  "another's stack deleted": of('DELETE', '/stacks/{theirs}'),
  "another's stack deleted by its id": of('DELETE', '/stacks/{theirId}'),
  "another's stack abandoned": of('DELETE', '/stacks/{theirs}/abandon'),
  "another's stack suspended": of('POST', '/stacks/{theirs}/actions', { suspend: null }),
  "another's stack snapshotted": of('POST', '/stacks/{theirs}/snapshots', {}),
  "another's template": of('GET', '/stacks/{theirs}/template'),
  "another's environment": of('GET', '/stacks/{theirs}/environment'),
  "another's files": of('GET', '/stacks/{theirs}/files'),
  "another's outputs": of('GET', '/stacks/{theirs}/outputs'),
  "another's output": of('GET', '/stacks/{theirs}/outputs/text'),
  "another's resources": of('GET', '/stacks/{theirs}/resources'),
  "another's resource": of('GET', '/stacks/{theirs}/resources/value'),
  "another's metadata": of('GET', '/stacks/{theirs}/resources/value/metadata'),
  "another's resource signalled": of('POST', '/stacks/{theirs}/resources/value/signal', {}),
  "another's resource marked unhealthy": of('PATCH', '/stacks/{theirs}/resources/value', { mark_unhealthy: true }),
  "another's events": of('GET', '/stacks/{theirs}/events'),
  "another's resource's events": of('GET', '/stacks/{theirs}/resources/value/events'),
  "another's snapshot": of('GET', '/stacks/{stack}/snapshots/{theirSnapshot}'),
  "another's snapshot deleted": of('DELETE', '/stacks/{stack}/snapshots/{theirSnapshot}'),
  "another's snapshot restored": of('POST', '/stacks/{stack}/snapshots/{theirSnapshot}/restore'),
  "another's event": of('GET', '/stacks/{stack}/resources/value/events/{theirEvent}'),
  'another as owner': of('GET', '/stacks?owner_id={theirId}'),
  "another's stack by its id in a filter": of('GET', '/stacks?id={theirId}'),
  'another project as a filter': of('GET', '/stacks?tenant={other}'),
});
