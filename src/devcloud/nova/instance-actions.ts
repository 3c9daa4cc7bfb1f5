/** The record of what was asked of a server: `openstack server event list`. */
import { notFound } from '../http/api-error.ts';
import type { Fields } from '../http/fields.ts';
import { isoMicros } from '../state/timestamps.ts';
import type { Call, Route } from './call.ts';
import { findServer } from './find-server.ts';
import type { Server, ServerAction } from './model.ts';

export const actionOf = (call: Call, action: string): ServerAction => ({
  action,
  request_id: call.requestId,
  user_id: call.auth.userId,
  project_id: call.projectId,
  start: call.now(),
});

/** Only the latest are kept, so that a server in long use stays small. */
export function recordAction(call: Call, server: Server, action: string): void {
  server.actions = [...server.actions.slice(-19), actionOf(call, action)];
}

const show = (server: Server, item: ServerAction): Fields => ({
  action: item.action,
  instance_uuid: server.id,
  request_id: item.request_id,
  user_id: item.user_id,
  project_id: item.project_id,
  start_time: isoMicros(item.start),
  updated_at: isoMicros(item.start),
  message: null,
});

export const instanceActionRoutes: readonly Route[] = [
  [
    'GET',
    '/servers/{id}/os-instance-actions',
    (call) => {
      const server = findServer(call);
      return {
        status: 200,
        body: { instanceActions: [...server.actions].reverse().map((item) => show(server, item)) },
      };
    },
  ],
  [
    'GET',
    '/servers/{id}/os-instance-actions/{request}',
    (call) => {
      const server = findServer(call);
      const item = server.actions.find((action) => action.request_id === call.param('request'));
      if (!item) throw notFound(`Action for request_id ${call.param('request')} on instance ${server.id} not found`);
      return { status: 200, body: { instanceAction: { ...show(server, item), events: [] } } };
    },
  ],
];
