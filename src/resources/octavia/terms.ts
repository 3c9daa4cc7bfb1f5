/** Terms that many of Octavia's types share. */
import { flag, preset, sentAs, text, update } from '../terms/index.ts';

export const ADMIN_STATE_UP = flag('Whether it is administratively up.', preset(true), update);

export const NAME = text('Name of the object; by default made from the stack, the resource and a random part.', update);

export const DESCRIPTION = text('Words about it.', preset(''), update);

export const ENABLED = flag('Whether it can be chosen.', preset(true), update);

export const TENANT_ID = text(
  'Project that owns it; only an administrator may name another than their own.',
  sentAs('project_id'),
);

export const PROTOCOLS = ['TCP', 'HTTP', 'HTTPS', 'TERMINATED_HTTPS', 'PROXY', 'UDP'] as const;
