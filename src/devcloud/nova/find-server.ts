import { notFound } from '../http/api-error.ts';
import type { Call } from './call.ts';
import type { Server } from './model.ts';

/** @throws 404 */
export function findServer(call: Call, id = call.param('id')): Server {
  const server = call.cloud.nova.model.servers.get(id);
  if (!server || !call.owns(server)) throw notFound(`Instance ${id} could not be found.`);
  return server;
}
