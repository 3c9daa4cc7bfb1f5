/** Nova: its objects, the transitions of servers, and what Neutron and Cinder tell it. */
import type { Cinder } from '../cinder/cinder.ts';
import type { Call } from '../http/call.ts';
import type { Port } from '../neutron/model.ts';
import type { Neutron } from '../neutron/neutron.ts';
import type { World } from '../state/world.ts';
import { declareNova, type NovaModel, type Server } from './model.ts';

export class Nova {
  readonly model: NovaModel;
  readonly #world: World;
  readonly #neutron: Neutron;
  readonly #cinder: Cinder;

  constructor(world: World, neutron: Neutron, cinder: Cinder) {
    this.#world = world;
    this.#neutron = neutron;
    this.#cinder = cinder;
    this.model = declareNova(world);
    const { servers } = this.model;
    world.timeline.on(servers, 'becomes', (server, changes) => {
      Object.assign(server, changes);
      if (server.status === 'ACTIVE') server.launched_at ??= world.now();
      server.updated = world.now();
    });
    world.timeline.on(servers, 'vanishes', (server) => this.remove(server));
    neutron.portGone = (port) => this.portGone(port);
    neutron.portChanged = (port) => this.portChanged(port);
    cinder.onDetached = (volume, attachmentId) => {
      for (const server of servers.by('volume', volume.id)) {
        server.volumes = server.volumes.filter((item) => item.attachment_id !== attachmentId);
        servers.save(server);
      }
    };
  }

  /** Lets a server come to a new state after a delay; a fault rule may have it end in ERROR instead. */
  settle(server: Server, delayMs: number, changes: Partial<Server>, call: Call): void {
    const end: Partial<Server> = call.fate
      ? {
          status: call.fate.status,
          vm_state: call.fate.status === 'ERROR' ? 'error' : server.vm_state,
          task_state: null,
          fault: { code: 500, message: call.fate.reason, created: this.#world.now(), details: '' },
        }
      : { task_state: null, ...changes };
    server.updated = this.#world.now();
    this.#world.timeline.schedule(this.model.servers, server, delayMs, 'becomes', end as Record<string, unknown>);
  }

  /** Takes a server away with the ports and volumes that are its own. */
  remove(server: Server): void {
    const { ports } = this.#neutron.model;
    for (const port of ports.by('device_id', server.id)) {
      if (server.own_ports.includes(port.id)) this.#neutron.dropPort(port);
      else this.#neutron.releasePort(port);
    }
    const { volumes } = this.#cinder.model;
    for (const item of server.volumes) {
      const volume = volumes.get(item.volume_id);
      if (!volume) continue;
      this.#cinder.release(volume, server.id, item.delete_on_termination);
    }
    this.model.servers.remove(server.id);
  }

  /** A port is being deleted in Neutron: its server loses the interface. */
  portGone(port: Port): void {
    const server = this.model.servers.get(port.device_id);
    if (!server) return;
    server.own_ports = server.own_ports.filter((id) => id !== port.id);
    server.updated = this.#world.now();
    this.model.servers.save(server);
  }
  /** Something that the server's addresses show has changed. */
  portChanged(port: Port): void {
    const server = this.model.servers.get(port.device_id);
    if (!server) return;
    server.updated = this.#world.now();
    this.model.servers.save(server);
  }
}
