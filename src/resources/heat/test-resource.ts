import { setTimeout as sleep } from 'node:timers/promises';
import { HeatError } from '../../errors.ts';
import { isMap } from '../../template/value.ts';
import { resource } from '../define.ts';
import type { ResourceOperation } from '../type.ts';
import { schema } from './test-resource.schema.ts';

export const testResource = resource({
  ...schema,
  replaceOn: ({ changed, after }) => changed.includes('value') && after.update_replace === true,
  async create(op) {
    if (op.properties.fail === true) return null;
    op.setData('value', asText(op.properties.value));
    return op.physicalName;
  },
  created: async (op) => waited(op, 'create') && succeed(op),
  async update(op) {
    const value = op.changes.value;
    if (value && op.properties.fail !== true) op.setData('value', asText(value));
  },
  // Only a change of the value takes time.
  updated: async (op) => (!op.changes.value || waited(op, 'update')) && succeed(op),
  deleted: async (op) => waited(op, 'delete'),
  async check(op) {
    if (op.physicalId === null) throw new HeatError('NotFound', 'Resource not created');
  },
  async attribute(op, name) {
    const seconds = Number(op.properties.attr_wait_secs ?? 0);
    if (seconds > 0) await sleep(seconds * 1000, undefined, { signal: op.signal });
    return name === 'output' ? (op.data.get('value') ?? null) : null;
  },
});

function asText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** A negative time never ends. */
function waited(op: ResourceOperation, action: string): boolean {
  const byAction = op.properties.action_wait_secs;
  const own = isMap(byAction) ? byAction[action] : null;
  const seconds = Number(own ?? op.properties.wait_secs ?? 0);
  return seconds >= 0 && op.elapsed() >= seconds * 1000;
}

function succeed(op: ResourceOperation): true {
  if (op.properties.fail === true) throw new HeatError('ValueError', `Test Resource failed ${op.name}`);
  return true;
}
