/** The verbs of what leads a floating IP somewhere: to a port that is given, to an interface of a server. */
import { at } from '../../openstack/path.ts';
import { unlessGone } from '../deletion.ts';
import { tie } from '../tie.ts';
import type { Properties, ResourceOperation, UpdateOperation } from '../type.ts';

interface Leading {
  lead(op: ResourceOperation): Promise<unknown>;
  isLeading(op: ResourceOperation): Promise<boolean>;
  /** Where to, for messages. */
  where(properties: Properties): string;
}

/** @param property the one that holds the floating IP's id */
export function leading(property: string, { lead, isLeading, where }: Leading) {
  const letGo = (op: ResourceOperation, id: string) => setPort(op, id, { port_id: null });
  return {
    ...tie({
      id: ({ uuid }) => uuid,
      bind: lead,
      isBound: isLeading,
      // It may lead elsewhere by now; that is not ours to undo.
      unbind: async (op) => (await isLeading(op)) && letGo(op, String(op.properties[property])),
      missing: ({ properties }) => `The floating IP ${properties[property]} does not lead to ${where(properties)}.`,
    }),
    async update(op: UpdateOperation): Promise<void> {
      const before = op.before[property];
      if (op.changed.includes(property) && typeof before === 'string') await unlessGone(letGo(op, before));
      if (op.changed.length > 0) await lead(op);
    },
  };
}

/** Leads a floating IP to another port, or to none. */
export function setPort(op: ResourceOperation, id: string, floatingip: Record<string, unknown>): Promise<unknown> {
  return op.cloud.request('network', { method: 'PUT', path: at`/floatingips/${id}`, body: { floatingip } });
}
