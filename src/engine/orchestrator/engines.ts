/** Engines as `GET …/services` lists them. */
import type { ValueMap } from '../../template/value.ts';
import type { Room } from '../room.ts';

export async function listEngines(room: Room): Promise<ValueMap[]> {
  const engines = await room.store.engines();
  return engines.map((engine) => ({
    id: engine.id,
    engine_id: engine.id,
    hostname: engine.host,
    host: engine.host,
    binary: 'heat-engine',
    topic: 'engine',
    report_interval: engine.interval,
    created_at: new Date(engine.startedAt).toISOString(),
    updated_at: new Date(engine.seenAt).toISOString(),
    deleted_at: null,
    status: engine.alive ? 'up' : 'down',
  }));
}
