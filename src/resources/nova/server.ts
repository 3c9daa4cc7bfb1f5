import { HeatError } from '../../errors.ts';
import { at } from '../../openstack/path.ts';
import { maps, type Value } from '../../template/value.ts';
import { unlessGone } from '../deletion.ts';
import { findObject } from '../marker.ts';
import { subnet } from '../neutron/subnet.ts';
import { ownType } from '../own-type.ts';
import { gone, type Rest } from '../rest.ts';
import { alike, given, waitsFor } from '../siblings.ts';
import { runStages } from '../stages.ts';
import { inError, unknownStatus } from '../status.ts';
import { findNamed, release, snapshotName, takeOnce } from '../taking.ts';
import type { Properties, ResourceOperation, Taking } from '../type.ts';
import {
  createImage,
  DEFERRED,
  faultOf,
  IMAGES,
  imageReady,
  requireServer,
  SERVERS,
  serverAction,
  statusOf,
} from './profile.ts';
import { serverAttribute } from './server-attributes.ts';
import { disturbance, handedOver, sharedDisks } from './server-costs.ts';
import { createServer, DESCRIBES, MARKER } from './server-create.ts';
import { arePortsGivenUp, giveUpPorts, takePortsBack } from './server-exchange.ts';
import { deleteOwnPorts } from './server-ports.ts';
import { SERVER_ATTRIBUTES, SERVER_PROPERTIES } from './server-terms.ts';
import { isServerActive, SERVER_STAGES, setServerTags, updateServer } from './server-update.ts';
import { validateServer } from './server-validation.ts';
import { areVolumesGivenUp, giveUpVolumes, keepVolumes, takeVolumesBack } from './server-volumes.ts';

const DESCRIBED: Rest = { collection: { ...SERVERS, microversion: DESCRIBES } };
const IMAGE = 'snapshot_image_id';
const UPLOADING = ['image_uploading', 'image_snapshot_pending', 'image_snapshot', 'image_pending_upload'];

export const server = ownType({
  name: 'OS::Nova::Server',
  description: 'A virtual machine, with its network ports, disks and start-up data.',
  physicalNameLimit: 53,
  deletionPolicies: ['Delete', 'Retain', 'Snapshot'],
  properties: SERVER_PROPERTIES,
  attributes: SERVER_ATTRIBUTES,
  service: 'compute',
  validate: validateServer,
  // A server names networks; its addresses come from their subnets.
  implicitDependencies: waitsFor({
    [subnet.name]: (self, other) => {
      const nets = maps(self.properties.networks);
      const network = given(other, 'network', 'network_id');
      if (network === null) return nets.length > 0;
      return nets.some((net) => {
        const own = given(net, 'network', 'uuid');
        return own === null || alike(own, network);
      });
    },
  }),
  replaceOn({ changed, after, before }) {
    const policy = (name: string) => after[name] ?? before[name];
    if (changed.includes('flavor') && policy('flavor_update_policy') === 'REPLACE') return true;
    if (changed.includes('image') && policy('image_update_policy') === 'REPLACE') return true;
    return changed.includes('user_data') && policy('user_data_update_policy') === 'REPLACE';
  },
  disturbs: disturbance,
  create: createServer,
  async created(op) {
    if (!(await isServerActive(op))) return false;
    const { tags } = op.properties;
    if (Array.isArray(tags) && tags.length > 0) await setServerTags(op);
    return true;
  },
  find: (op) => findObject(op, DESCRIBED, MARKER),
  update: updateServer,
  updated: (op) => runStages(op, SERVER_STAGES),
  async delete(op) {
    await deleteOwnPorts(op);
    if (op.physicalId === null) return;
    op.setData(ASKED, null);
    await unlessGone(op.cloud.request('compute', { method: 'DELETE', path: at`/servers/${op.physicalId}` }));
  },
  deleted: isDeleted,
  async check(op) {
    const shown = await requireServer(op.cloud, op.physicalId ?? '');
    const status = statusOf(shown);
    if (status !== 'ACTIVE') {
      throw new HeatError('HeatException', `'status': expected 'ACTIVE', got '${status}'`);
    }
  },
  async suspend(op) {
    const shown = await requireServer(op.cloud, requireId(op, 'suspend'));
    if (statusOf(shown) !== 'SUSPENDED') await serverAction(op.cloud, op.physicalId ?? '', { suspend: null });
  },
  async suspended(op) {
    const shown = await requireServer(op.cloud, op.physicalId ?? '');
    const status = statusOf(shown);
    if (status === 'SUSPENDED') return true;
    if (status === 'ACTIVE' || DEFERRED.includes(status)) return false;
    throw unknownStatus(`Suspend of server ${shown.name} failed`, status);
  },
  async resume(op) {
    const shown = await requireServer(op.cloud, requireId(op, 'resume'));
    if (statusOf(shown) !== 'ACTIVE') await serverAction(op.cloud, op.physicalId ?? '', { resume: null });
  },
  resumed: isServerActive,
  snapshot: takeImage,
  snapshotted: imageTaken,
  async deleteSnapshot(op, snapshot, marker) {
    const noted = (snapshot as { resource_data?: Record<string, Value> }).resource_data?.[IMAGE];
    await release(op, IMAGES, { noted, marker });
  },
  restoreProperties(properties, snapshot): Properties {
    const image = (snapshot as { resource_data?: Record<string, Value> }).resource_data?.[IMAGE] ?? null;
    return { ...properties, image };
  },
  snapshotBeforeDelete: takeImage,
  snapshotBeforeDeleted: imageTaken,
  attribute: (op, name) => serverAttribute(op, name),
  attributeAt: serverAttribute,
  async keepFailed(op) {
    if (op.physicalId === null) return false;
    const shown = await op.cloud.observe(SERVERS, op.physicalId);
    return shown !== null && !['ERROR', 'DELETED', 'SOFT_DELETED'].includes(String(shown.status));
  },
  // Ports and volumes can be at one server only: they go to the one that takes its place.
  handsOver: handedOver,
  async beforeReplace(op, successor = {}) {
    if (op.physicalId === null) return;
    const shown = await op.cloud.observe(SERVERS, op.physicalId);
    if (shown !== null && shown.status !== 'ERROR') {
      await giveUpVolumes(op, sharedDisks(op.properties, successor));
      await giveUpPorts(op);
    } else await deleteOwnPorts(op);
  },
  readyForReplace: async (op) => (await areVolumesGivenUp(op)) && (await arePortsGivenUp(op)),
  afterReplaceFailed: async (op) => (await takePortsBack(op)) && (await takeVolumesBack(op)),
  beforeGoing: (op, successor) => keepVolumes(op, sharedDisks(op.properties, successor)),
  async liveProperties(op) {
    const shown = await op.cloud.observe(SERVERS, op.physicalId ?? '');
    if (shown === null) throw gone(op);
    const flavor = (shown.flavor as { id?: string; original_name?: string } | undefined) ?? {};
    const image = (shown.image as { id?: string } | '' | undefined) || {};
    const live: Properties = { name: shown.name as Value, metadata: (shown.metadata ?? {}) as Value };
    const flavorId = flavor.id ?? flavor.original_name;
    if (flavorId !== undefined) live.flavor = flavorId;
    if (image.id !== undefined) live.image = image.id;
    return live;
  },
});

function requireId(op: ResourceOperation, action: string): string {
  if (op.physicalId === null) throw new HeatError('HeatException', `Cannot ${action} ${op.name}, resource_id not set`);
  return op.physicalId;
}

async function isDeleted(op: ResourceOperation): Promise<boolean> {
  if (op.physicalId === null) return true;
  const shown = await op.cloud.observe(SERVERS, op.physicalId);
  if (shown === null) return true;
  if (shown['OS-EXT-STS:task_state'] === 'deleting') return false;
  const status = statusOf(shown as never);
  if (status === 'DELETED') return true;
  if (status === 'SOFT_DELETED') await unlessGone(serverAction(op.cloud, op.physicalId, { forceDelete: null }));
  if (status === 'ERROR') await deleteAgain(op, shown as never);
  return false;
}

/** Times that the deletion of a server is asked for, and the milliseconds that each is given before a server in ERROR counts as its end. */
const DELETIONS = 4;
const DELETION_MS = 5_000;
const ASKED = 'deletions';

/** A server whose making failed while it was asked to go stays where it is; asked once more it goes. */
async function deleteAgain(op: ResourceOperation, shown: { name: string }): Promise<void> {
  const asked = Number(op.data.get(ASKED) ?? 1);
  if (op.elapsed() <= asked * DELETION_MS) return;
  if (asked === DELETIONS) throw inError('ERROR', `Server ${shown.name} delete failed: ${faultOf(shown as never)}`);
  op.setData(ASKED, String(asked + 1));
  await unlessGone(op.cloud.request('compute', { method: 'DELETE', path: at`/servers/${op.physicalId}` }));
}

async function takeImage(op: ResourceOperation, taking: Taking): Promise<void> {
  const { cloud, physicalId } = op;
  if (physicalId === null) {
    op.setData(IMAGE, null);
    return;
  }
  const name = snapshotName(op, taking.marker);
  const image = await takeOnce(
    taking,
    () => createImage(cloud, physicalId, name),
    () => findNamed(op, IMAGES, name),
  );
  op.setData(IMAGE, image);
}

async function imageTaken(op: ResourceOperation): Promise<boolean> {
  const image = op.data.get(IMAGE);
  if (image === undefined || op.physicalId === null) return true;
  if (!(await imageReady(op.cloud, image))) return false;
  const shown = await op.cloud.observe(SERVERS, op.physicalId);
  return !UPLOADING.includes(String(shown?.['OS-EXT-STS:task_state'] ?? ''));
}
