import { setTimeout as sleep } from 'node:timers/promises';
import { HeatError } from '../../errors.ts';
import { isMap } from '../../template/value.ts';
import { ownType } from '../own-type.ts';
import { anything, checked, flag, map, number, preset, since, text, uncached, update } from '../terms/index.ts';
import type { ResourceOperation } from '../type.ts';

export const testResource = ownType({
  name: 'OS::Heat::TestResource',
  description: 'A resource that does what it is told to, for tests.',
  ...since('5.0.0'),
  properties: {
    action_wait_secs: map('Seconds by action, before `wait_secs`.', update, {
      create: number('Seconds of a create.', update),
      delete: number('Seconds of a delete.', update),
      update: number('Seconds of an update.', update),
    }),
    attr_wait_secs: number('Seconds that reading an attribute takes.', preset(0), update, since('6.0.0')),
    client_name: text('Taken for compatibility; no client is exercised while waiting.', preset(''), update),
    constraint_prop_secs: number(
      'Seconds that validating this property takes.',
      preset(0),
      checked('test_constr'),
      update,
      since('6.0.0'),
    ),
    entity_name: text('Taken for compatibility; no object is read while waiting.', preset(''), update),
    fail: flag('Whether create and update fail.', preset(false), update),
    update_replace: flag('Whether a change of `value` replaces it.', preset(false), update),
    update_replace_value: text('A change replaces it.', since('7.0.0')),
    value: text('Text that `output` gives back.', preset('test_string'), update),
    wait_secs: number('Seconds that each action takes.', preset(0), update),
  },
  attributes: {
    output: anything('The text given as `value`.', uncached),
  },
  replaceOn: ({ changed, after }) => changed.includes('value') && after.update_replace === true,
  async create(op) {
    if (op.properties.fail) return null;
    op.setData('value', asText(op.properties.value));
    return op.physicalName;
  },
  created: async (op) => waited(op, 'create') && succeed(op),
  async update(op) {
    const value = op.changes.value;
    if (value && !op.properties.fail) op.setData('value', asText(value));
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
