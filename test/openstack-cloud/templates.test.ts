/** Templates people wrote, unchanged, on a real cloud, with the stock client: from create to delete, with nothing left behind. */
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, type Case, type Seen } from './cases.ts';
import { templatePath } from './heat.ts';
import { type Lodgings, takeLodgings } from './lodgings.ts';

interface ResourceLine {
  resource_name: string;
  resource_type: string;
  resource_status: string;
  physical_resource_id: string;
  stack_name: string;
}

describe('a template on a real cloud', () => {
  let lodgings: Lodgings;
  beforeAll(async () => {
    lodgings = await takeLodgings();
  });
  afterAll(async () => {
    await lodgings?.leave();
  });

  const given = (parameters: Record<string, string | number>) =>
    Object.entries(parameters).flatMap(([name, value]) => ['--parameter', `${name}=${value}`]);

  it.each(CASES)('$file', async (one) => {
    const { openstack } = lodgings;
    const name = lodgings.freshName();
    const template = templatePath(one.file);
    const parameters = one.given(lodgings);
    const validated = await openstack.json('orchestration', 'template', 'validate', '-t', template);
    expect(Object.keys(validated.Parameters)).toEqual(expect.arrayContaining(Object.keys(parameters)));
    const create = ['stack', 'create', '--wait', '--poll', '1', '-t', template, ...given(parameters), name];
    try {
      const refused = one.refused?.(lodgings);
      if (refused === undefined) {
        expect(await openstack.json(...create)).toMatchObject({
          stack_name: name,
          stack_status: 'CREATE_COMPLETE',
          stack_status_reason: 'Stack CREATE completed successfully',
        });
        await lives(one, name);
      } else {
        expect((await openstack.run(...create)).code).toBe(1);
        const shown = await openstack.json('stack', 'show', name);
        expect(shown.stack_status).toBe('CREATE_FAILED');
        expect(shown.stack_status_reason).toMatch(refused);
      }
    } finally {
      await openstack.text('stack', 'delete', '--yes', '--wait', name);
    }
    expect((await openstack.run('stack', 'show', name)).stderr).toContain(`Stack not found: ${name}`);
    expect(await openstack.json('stack', 'list')).toEqual([]);
    expect(await lodgings.changes()).toEqual([]);
  });

  async function lives(one: Case, name: string): Promise<void> {
    const { openstack } = lodgings;
    const before = await see(one, name);
    const counts = Object.entries(before.ids).map(([type, all]) => [type, all.length]);
    expect(Object.fromEntries(counts)).toEqual(one.makes);
    await one.made?.(before);
    await isTold(one, name);
    for (const action of ['check', 'suspend', 'resume']) {
      await openstack.text('stack', action, '--wait', name);
      expect((await openstack.json('stack', 'show', name)).stack_status).toBe(`${action.toUpperCase()}_COMPLETE`);
    }
    const parameters = { ...one.given(lodgings), ...one.changed?.(lodgings) };
    const update = ['stack', 'update', '--wait', '-t', templatePath(one.file), ...given(parameters), name];
    expect(await openstack.json(...update)).toMatchObject({
      stack_status: 'UPDATE_COMPLETE',
      stack_status_reason: 'Stack UPDATE completed successfully',
    });
    await one.updated?.(await see(one, name), before);
  }

  /** The stack with all it consists of; every resource is complete, and no output failed. */
  async function see(one: Case, name: string): Promise<Seen> {
    const { openstack } = lodgings;
    const lines: ResourceLine[] = await openstack.json('stack', 'resource', 'list', '-n', '5', name);
    const ids: Record<string, string[]> = {};
    const inOrder = lines.sort((a, b) => (a.resource_name < b.resource_name ? -1 : 1));
    for (const { resource_name, resource_type, resource_status, physical_resource_id } of inOrder) {
      expect(resource_status, `${one.file} ${resource_name}`).toMatch(/_COMPLETE$/);
      const type = resource_type.startsWith('file:') ? basename(resource_type) : resource_type;
      ids[type] = [...(ids[type] ?? []), physical_resource_id];
    }
    const stack = await openstack.json('stack', 'show', name);
    const outputs: Record<string, unknown> = {};
    for (const { output_key: key, output_value: value, output_error: error } of stack.outputs) {
      expect(error, key).toBeUndefined();
      outputs[key] = value;
    }
    return { outputs, ids, lodgings };
  }

  /** The commands that only read say what is so. */
  async function isTold(one: Case, name: string): Promise<void> {
    const { openstack } = lodgings;
    const { id, outputs } = await openstack.json('stack', 'show', name);
    const stacks = await openstack.json('stack', 'list');
    expect(stacks).toMatchObject([{ ID: id, 'Stack Name': name, 'Stack Status': 'CREATE_COMPLETE' }]);

    const lines: ResourceLine[] = await openstack.json('stack', 'resource', 'list', name);
    const first = lines[0] as ResourceLine;
    expect(await openstack.json('stack', 'resource', 'show', name, first.resource_name)).toMatchObject({
      resource_name: first.resource_name,
      logical_resource_id: first.resource_name,
      physical_resource_id: first.physical_resource_id,
      resource_type: first.resource_type,
      resource_status: 'CREATE_COMPLETE',
    });

    const events: Record<string, string>[] = await openstack.json('stack', 'event', 'list', name);
    const about = (resource: string) => events.filter((event) => event.resource_name === resource);
    for (const resource of [name, ...lines.map((line) => line.resource_name)]) {
      const statuses = about(resource).map((event) => event.resource_status);
      expect(statuses, resource).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
    }
    expect([events[0], events.at(-1)]).toMatchObject([{ physical_resource_id: id }, { physical_resource_id: id }]);

    for (const { output_key: key, output_value: value } of outputs) {
      const shown = await openstack.json('stack', 'output', 'show', name, key);
      expect(shown).toMatchObject({ output_key: key, output_value: value });
    }
    const template = await openstack.json('stack', 'template', 'show', name);
    expect(Object.keys(template.resources).sort()).toEqual(lines.map((line) => line.resource_name).sort());
    const environment = await openstack.json('stack', 'environment', 'show', name);
    expect(Object.keys(environment.parameters)).toEqual(expect.arrayContaining(Object.keys(one.given(lodgings))));
  }
});
