/** Templates people wrote, unchanged, on a real cloud: from create to delete, with nothing left behind. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, type Case, type Seen } from './cases.ts';
import { templateFile } from './heat.ts';
import { type Lodgings, takeLodgings } from './lodgings.ts';

describe('a template on a real cloud', () => {
  let lodgings: Lodgings;
  beforeAll(async () => {
    lodgings = await takeLodgings();
  });
  afterAll(async () => {
    await lodgings?.leave();
  });

  it.each(CASES)('$file', async (one) => {
    const { heat } = lodgings;
    const name = lodgings.freshName();
    const parameters = one.given(lodgings);
    const content = templateFile(one.file);
    const validated = await heat.good('POST', '/validate', content);
    expect(Object.keys(validated.Parameters).sort()).toEqual(expect.arrayContaining(Object.keys(parameters).sort()));
    const id = await heat.create(name, { ...content, parameters });
    try {
      const created = await heat.ended(id, 'CREATE');
      const refused = one.refused?.(lodgings);
      if (refused === undefined) {
        expect(created).toMatchObject({ status: 'CREATE_COMPLETE', reason: 'Stack CREATE completed successfully' });
        await lives(one, name, id);
      } else {
        expect(created.status).toBe('CREATE_FAILED');
        expect(created.reason).toMatch(refused);
      }
    } finally {
      expect((await heat.ask('DELETE', `/stacks/${name}/${id}`)).status).toBe(204);
      expect((await heat.ended(id, 'DELETE')).status).toBe('gone');
    }
    expect(await lodgings.changes()).toEqual([]);
  });

  async function lives(one: Case, name: string, id: string): Promise<void> {
    const { heat } = lodgings;
    const path = `/stacks/${name}/${id}`;
    const content = templateFile(one.file);
    const before = await see(one, path, one.makes);
    await one.made?.(before);
    expect((await heat.good('GET', `${path}/template`)).heat_template_version).toBeDefined();
    expect(Object.keys((await heat.good('GET', `${path}/environment`)).parameters)).toEqual(
      expect.arrayContaining(Object.keys(one.given(lodgings))),
    );
    const { events } = await heat.good('GET', `${path}/events?sort_dir=asc`);
    const statuses = events.map((event: { resource_status: string }) => event.resource_status);
    expect([statuses[0], statuses.at(-1)]).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);

    for (const [action, state] of [
      ['check', 'CHECK'],
      ['suspend', 'SUSPEND'],
      ['resume', 'RESUME'],
    ] as const) {
      await heat.good('POST', `${path}/actions`, { [action]: null });
      expect(await heat.ended(id, state)).toMatchObject({ status: `${state}_COMPLETE` });
    }

    const parameters = { ...one.given(lodgings), ...one.changed?.(lodgings) };
    await heat.good('PUT', path, { ...content, parameters });
    expect(await heat.ended(id, 'UPDATE')).toMatchObject({ status: 'UPDATE_COMPLETE' });
    await one.updated?.(await see(one, path, null), before);
  }

  /** The stack with all it consists of; every resource is complete. `makes` counts them. */
  async function see(one: Case, path: string, makes: Record<string, number> | null): Promise<Seen> {
    const { heat } = lodgings;
    const { resources } = await heat.good('GET', `${path}/resources?nested_depth=5`);
    const ids: Record<string, string[]> = {};
    const inOrder = [...resources].sort((a, b) => (a.resource_name < b.resource_name ? -1 : 1));
    for (const {
      resource_name: name,
      resource_type: type,
      resource_status: status,
      physical_resource_id: id,
    } of inOrder) {
      expect(status, `${one.file} ${name}`).toMatch(/_COMPLETE$/);
      ids[type] = [...(ids[type] ?? []), id];
    }
    const counts = Object.fromEntries(Object.entries(ids).map(([type, all]) => [type, all.length]));
    if (makes !== null) expect(counts).toEqual(makes);
    const { stack } = await heat.good('GET', path);
    const outputs: Record<string, unknown> = {};
    for (const { output_key: key, output_value: value, output_error: error } of stack.outputs) {
      expect(error, key).toBeUndefined();
      outputs[key] = value;
    }
    return { outputs, ids, lodgings };
  }
});
