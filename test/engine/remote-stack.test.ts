/** A stack that makes another one through the orchestration service: acting for its owner under a trust, which must do for the other, too. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';

const HOT = 'heat_template_version: 2021-04-16\n';

describe('OS::Heat::Stack', () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await openWholeHouse();
  });
  afterAll(() => house?.close());

  const parent = (region = 'RegionOne') => `${HOT}
resources:
  other:
    type: OS::Heat::Stack
    properties:
      context: {region_name: ${region}}
      template: {get_file: other.yaml}
outputs: {values: {value: {get_attr: [other, outputs]}}}
`;
  const make = (name: string, other: string, more: Record<string, unknown> = {}, region?: string) =>
    house.call('POST', '/stacks', {
      stack_name: name,
      template: parent(region),
      ...more,
      files: { 'other.yaml': other, ...(more.files as object | undefined) },
    });
  const message = ({ json }: { json: Record<string, unknown> }) => (json.error as { message: string }).message;

  it('is made, and goes with its parent, under the parent’s trust', async () => {
    const made = await make('parent', `${HOT}outputs: {a: {value: b}}\n`);
    expect(made.status).toBe(201);
    const { id } = made.json.stack as { id: string };
    const path = `/stacks/parent/${id}`;
    const stack = await house.rest(path);
    expect(stack.stack_status_reason).toBe('Stack CREATE completed successfully');
    expect(stack.outputs).toMatchObject([{ output_key: 'values', output_value: { a: 'b' } }]);
    const trusts = () => house.cloud.inspect().totals.trust;
    expect(trusts()).toBe(1);
    await house.call('DELETE', path);
    expect(await house.rest(path)).toMatchObject({ stack_status: 'DELETE_COMPLETE' });
    expect(trusts()).toBe(0);
  });

  it('has the registry of its parent', async () => {
    const made = await make('registered', `${HOT}resources: {x: {type: My::Type}}\n`, {
      environment: { resource_registry: { 'My::Type': 'OS::Heat::None' } },
    });
    expect(made.status).toBe(201);
    const { id } = made.json.stack as { id: string };
    expect(await house.rest(`/stacks/registered/${id}`)).toMatchObject({ stack_status: 'CREATE_COMPLETE' });
  });

  it('is validated where it will be', async () => {
    const refused = await make('wrong', `${HOT}resource: {x: {type: OS::Heat::None}}\n`);
    expect([refused.status, message(refused)]).toEqual([
      400,
      'Failed validating stack template using Heat endpoint at region "RegionOne" due to "ERROR: The template section is invalid: resource"',
    ]);
  });

  it('needs an orchestration service where it will be', async () => {
    const refused = await make('nowhere', HOT, {}, 'DARKHOLE');
    expect([refused.status, message(refused)]).toEqual([
      400,
      'Cannot establish connection to Heat endpoint at region "DARKHOLE" due to "public endpoint for orchestration service in DARKHOLE region not found"',
    ]);
  });
});
