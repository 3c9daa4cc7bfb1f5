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
    created_at: timeOf(engine.startedAt),
    updated_at: timeOf(engine.seenAt),
    deleted_at: null,
    status: engine.alive ? 'up' : 'down',
  }));
}

/** `2026-01-02T03:04:05.678000`, the form that Heat has for this list alone. */
function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000');
}
