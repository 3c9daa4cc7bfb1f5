/** What a type does to an object that cannot be undone begins when what it has to remember is durable; and once. */
import { describe, expect, it } from 'vitest';
import { floatingIp } from '../../src/resources/neutron/floating-ip.ts';
import { port } from '../../src/resources/neutron/port.ts';
import { runStages, type StageHandler } from '../../src/resources/stages.ts';
import type { ResourceOperation } from '../../src/resources/type.ts';

/** An operation that writes down, in order, what was made durable and what was asked of the cloud. */
function recorded(shown: object, properties: object = {}) {
  const told: string[] = [];
  const data = new Map<string, string>();
  const op = {
    physicalId: 'id',
    physicalName: 'name',
    properties,
    data,
    setData: (key: string, value: string | null) => {
      if (value === null) data.delete(key);
      else data.set(key, value);
    },
    async save() {
      await Promise.resolve();
      told.push(`durable: ${[...data.keys()].join()}`);
    },
    cloud: {
      projectId: 'p',
      observe: async () => shown,
      request: async (_service: string, { method = 'GET', path }: { method?: string; path: string }) => {
        told.push(`${method} ${path}`);
        return { status: 200, headers: {}, body: {} };
      },
    },
  };
  return { op: op as unknown as ResourceOperation, told, data };
}

describe('is durable before', () => {
  it('a port gives up its addresses: they are noted', async () => {
    const { op, told, data } = recorded({ fixed_ips: [{ subnet_id: 's', ip_address: '10.0.0.5' }] });
    await port.beforeReplace?.(op);
    const [note] = [...data];
    expect(note?.[1]).toContain('10.0.0.5');
    expect(told).toEqual([`durable: ${note?.[0]}`, 'PUT /ports/id']);
  });

  it('a floating IP loses the mark by which it is found: its id is', async () => {
    const { op, told } = recorded({ status: 'DOWN' }, { value_specs: { description: 'mine' } });
    await floatingIp.created(op);
    expect(told.slice(0, 2)).toEqual(['durable: ', 'PUT /floatingips/id']);
  });
});

it('a stage is called once, however often it is asked whether it is over', async () => {
  const { op, data } = recorded({});
  data.set('stages', JSON.stringify({ of: 'x', stages: [{ kind: 'resize', args: { to: 'big' } }] }));
  const calls: unknown[] = [];
  let over = false;
  const resize: StageHandler = {
    call: async (_op, args) => void calls.push(args),
    done: async () => over,
  };
  for (let tick = 0; tick < 3; tick++) expect(await runStages(op, { resize })).toBe(false);
  expect(calls).toEqual([{ to: 'big' }]);
  // Whoever takes over finds that noted.
  expect(JSON.parse(data.get('stages') ?? '{}').stages[0].called).toBe(true);
  over = true;
  expect(await runStages(op, { resize })).toBe(true);
  expect(calls).toHaveLength(1);
  expect(data.has('stages')).toBe(false);
});
