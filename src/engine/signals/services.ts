/** What a resource's type may ask of the engine: addresses, users and tokens for signals, options. */
import type { EngineServices } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Room } from '../room.ts';
import { cfnUrl } from './cfn-url.ts';
import type { Around } from './resource-user.ts';
import { Responder } from './responder.ts';

export function servicesFor(room: Room, around: Around, row: ResourceRow): EngineServices {
  const { config } = room;
  const responder = new Responder(room, around, row);
  return {
    signalUrl: (kind) => responder.url(kind),
    signalToken: () => responder.user.token(),
    signalLogin: () => responder.user.login(),
    stackUser: () => responder.user.id(),
    findStackUser: () => responder.user.find(),
    takeSignals: (kind) => responder.take(kind),
    cfnUrl: () => cfnUrl(room, around.cloud),
    heatUrl: config.heat_api_url,
    option: (name) => config.option(name),
  };
}
