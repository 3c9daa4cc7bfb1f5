/**
 * The engine room: `createOrchestrator` is what the APIs speak to, `startEngine` makes this process one that works. Both may
 * live in one process; they share a {@link Room} then, so that what one learns the other knows.
 */

import { orchestratorOf } from './orchestrator/index.ts';
import type { Orchestrator } from './orchestrator.ts';
import { Owner } from './own/owner.ts';
import { Room } from './room.ts';
import type { EngineWiring } from './wiring.ts';

export { type Configuration, configuration, DEFAULT_OPTIONS, type EngineOptions } from './options.ts';
export type { Caller, Orchestrator, StackRequest } from './orchestrator.ts';
export type { CrashPoint, DeferredCredentials, EngineWiring, Log, Observer } from './wiring.ts';

export interface Engine {
  readonly id: string;
  /** Counts as living: the database knows of it. */
  readonly alive: boolean;
  /** Figures for metrics: stacks owned, calls to clouds under way, waits. */
  figures(): { owned: number; busy: number; calls: number; waits: number };
  /** Ends calls under way, commits what they brought, hands the stacks over. */
  stop(): Promise<void>;
  /** As if the process died here: for tests. */
  die(): Promise<void>;
}

const rooms = new WeakMap<EngineWiring, Room>();

function roomOf(wiring: EngineWiring): Room {
  let room = rooms.get(wiring);
  if (room === undefined) {
    room = new Room(wiring);
    rooms.set(wiring, room);
  }
  return room;
}

export function createOrchestrator(wiring: EngineWiring): Orchestrator {
  return orchestratorOf(roomOf(wiring));
}

export async function startEngine(wiring: EngineWiring): Promise<Engine> {
  const room = roomOf(wiring);
  const owner = new Owner(room);
  await owner.start();
  return {
    get id() {
      return owner.engineId;
    },
    get alive() {
      return owner.alive;
    },
    figures: () => ({
      owned: owner.owned,
      busy: owner.busy,
      calls: room.dispatcher.underWay,
      waits: room.poller.size,
    }),
    stop: () => owner.stop(),
    die: () => owner.die(),
  };
}
