/**
 * Ports can be at one server only. A server gives its ports up for the one that takes its place, and takes them back when that is undone.
 * What was given up is noted with the server.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import type { Value } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { collectionOf } from '../neutron/profile.ts';
import { contented, isPatient } from '../patience.ts';
import { type Interface, interfacesOf } from './server-networks.ts';
import { ownPorts } from './server-ports.ts';
import type { ServerOperation } from './server-terms.ts';
import { attachInterface, detachInterface } from './server-update.ts';

const PORTS = collectionOf('port');
const NOTE = 'detached_ports';
const LEAVING = 'ports_leaving_since';
const SINCE = 'ports_wanted_since';
/** How long a port may still be another server's, or Nova busy with either. */
const PATIENCE_MS = 120_000;

interface GivenUp extends Pick<Interface, 'port' | 'network' | 'fixed_ip'> {
  /** Of a port that was made for this server: it stays, without these addresses, which the new server's may need. */
  addresses?: Value[];
}

export async function giveUpPorts(op: ServerOperation): Promise<void> {
  if (op.physicalId === null) return;
  const present = (await unlessGone(interfacesOf(op, op.physicalId))) ?? [];
  // Of an attempt that was cut short some are noted already.
  const noted = givenUp(op);
  const fresh = present.filter(({ port }) => noted.every((one) => one.port !== port));
  note(op, [...noted, ...(await Promise.all(fresh.map((one) => noteOf(op, one))))]);
  await op.save();
  for (const { port } of present) await detachInterface(op, port);
}

async function noteOf(op: ServerOperation, { port, network, fixed_ip }: Interface): Promise<GivenUp> {
  if (!ownPorts(op).includes(port)) return { port, network, fixed_ip };
  const shown = await op.cloud.observe(PORTS, port);
  return { port, network, fixed_ip, addresses: (shown?.fixed_ips ?? []) as Value[] };
}

async function setAddresses(op: ServerOperation, port: string, addresses: Value[]): Promise<void> {
  const body = { port: { fixed_ips: addresses } };
  await op.cloud.request('network', { method: 'PUT', path: at`/ports/${port}`, body });
}

function givenUp(op: ServerOperation): GivenUp[] {
  return JSON.parse(op.data.get(NOTE) ?? '[]') as GivenUp[];
}

function note(op: ServerOperation, ports: readonly GivenUp[]): void {
  op.setData(NOTE, ports.length === 0 ? null : JSON.stringify(ports));
}

/** Nova detaches when it gets to it; until then nobody else can have the port. */
export async function arePortsGivenUp(op: ServerOperation): Promise<boolean> {
  const ports = givenUp(op);
  if (op.physicalId === null || ports.length === 0) return true;
  const present = (await unlessGone(interfacesOf(op, op.physicalId))) ?? [];
  const left = present.find(({ port }) => ports.some((one) => one.port === port));
  if (left !== undefined && !isPatient(op, LEAVING, PATIENCE_MS)) {
    const server = op.physicalId;
    throw new HeatError('InterfaceDetachFailed', `Failed to detach interface (${left.port}) from server (${server})`);
  }
  if (left !== undefined) return false;
  for (const { port, addresses = [] } of ports) {
    if (addresses.length > 0) await unlessGone(setAddresses(op, port, []));
  }
  contented(op, LEAVING);
  return true;
}

/** False while one of them is still in use elsewhere, or Nova has not quite let go of it. */
export async function takePortsBack(op: ServerOperation): Promise<boolean> {
  if (op.physicalId !== null) {
    for (const one of givenUp(op)) {
      try {
        await attachAgain(op, one);
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        if (mayPass(error) && isPatient(op, SINCE, PATIENCE_MS)) return false;
        const what = `Failed to attach interface (${one.port}) to server (${op.physicalId})`;
        throw new HeatError('InterfaceAttachFailed', `${what}: ${error.message}`, { cause: error });
      }
      note(op, givenUp(op).slice(1));
      await op.save();
    }
  }
  contented(op, SINCE);
  return true;
}

const mayPass = ({ status }: CloudError) => status === 400 || status === 409 || status === 0 || status >= 500;

async function attachAgain(op: ServerOperation, { port, network, fixed_ip, addresses }: GivenUp): Promise<void> {
  if (addresses !== undefined && addresses.length > 0) await unlessGone(setAddresses(op, port, addresses));
  const present = await interfacesOf(op, op.physicalId ?? '');
  if (present.some((one) => one.port === port)) return;
  try {
    await attachInterface(op, { port, network: null, address: null, groups: null });
  } catch (error) {
    if (!(error instanceof CloudError && error.notFound)) throw error;
    // A port that Nova had made went when it was detached. It makes another, unless an earlier call was for that.
    const isThere = present.some(
      (one) => one.network === network && (fixed_ip === null || one.fixed_ip === fixed_ip || one.fixed_ip === null),
    );
    if (!isThere) await attachInterface(op, { port: null, network, address: fixed_ip, groups: null });
  }
}
