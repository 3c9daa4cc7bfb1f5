/** What wait conditions tell, whoever asks: the run, a request, another resource; while it goes on, afterwards, and after a restart. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOrchestrator, startEngine } from '../../src/engine/index.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { House } from './house.ts';

let house: House;
/** Milliseconds by which the clock is ahead. */
let ahead = 0;
beforeEach(async () => {
  ahead = 0;
  house = await House.open({}, { catalogue, registry: baseRegistry(catalogue), clock: () => Date.now() + ahead });
});
afterEach(() => house.close());

const KINDS = [
  {
    kind: 'OS::Heat',
    handle: 'OS::Heat::WaitConditionHandle',
    condition: 'OS::Heat::WaitCondition',
    properties: { handle: { get_resource: 'handle' }, count: 2, timeout: 600 } as ValueMap,
    data: 'data',
    signal: (id: string, data: string): ValueMap => ({ id, data, status: 'SUCCESS', reason: 'done' }),
    failure: { id: 'x', data: '', status: 'FAILURE', reason: 'disk full' } as ValueMap,
  },
  {
    kind: 'AWS::CloudFormation',
    handle: 'AWS::CloudFormation::WaitConditionHandle',
    condition: 'AWS::CloudFormation::WaitCondition',
    properties: { Handle: { get_resource: 'handle' }, Count: 2, Timeout: 600 } as ValueMap,
    data: 'Data',
    signal: (id: string, data: string): ValueMap => ({ UniqueId: id, Data: data, Status: 'SUCCESS', Reason: 'done' }),
    failure: { UniqueId: 'x', Data: '', Status: 'FAILURE', Reason: 'disk full' } as ValueMap,
  },
];

describe.each(KINDS)('a wait condition of $kind', (spelling) => {
  const { data } = spelling;
  const create = () =>
    house.create(
      {
        handle: { type: spelling.handle },
        // One that nobody refers to, so that not all rows are read for what is asked.
        aside: { type: 'OS::Heat::RandomString' },
        condition: { type: spelling.condition, properties: spelling.properties },
        heard: { type: 'OS::Heat::Value', properties: { value: { get_attr: ['condition', data] } } },
      },
      { outputs: { data: { value: { get_attr: ['condition', data] } } } },
    );
  const signal = async (id: string, details: ValueMap) =>
    house.orchestrator.signal(house.caller(), await house.stack(id), 'handle', details);
  /** What is told of it in every way that there is to ask. */
  const told = async (id: string, orchestrator = house.orchestrator) => {
    const [caller, stack] = [house.caller(), await house.stack(id)];
    const shown = await orchestrator.show(caller, stack, { resolveOutputs: true });
    const resource = await orchestrator.resource(caller, stack, 'condition', { withAttributes: true });
    return {
      show: shown.outputs?.[0]?.value,
      output: (await orchestrator.output(caller, stack, 'data')).value,
      resource: resource.attributes?.[data],
    };
  };
  const everywhere = (value: string) => ({ show: value, output: value, resource: value });
  const BOTH = '{"1": "first", "2": "second"}';

  it('tells its data in outputs, in what is shown of it, and to other resources, also after a restart', async () => {
    const id = await create();
    await expect.poll(async () => (await house.states(id)).condition).toBe('CREATE_IN_PROGRESS');
    await signal(id, spelling.signal('1', 'first'));
    await expect.poll(async () => (await told(id)).show).toBe('{"1": "first"}');
    expect(await told(id)).toEqual(everywhere('{"1": "first"}'));
    await signal(id, spelling.signal('2', 'second'));
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    expect(await told(id)).toEqual(everywhere(BOTH));
    const { heard } = await house.rows(id);
    expect(heard?.properties).toEqual({ value: BOTH });

    for (const engine of house.engines.splice(0)) await engine.stop();
    const wiring = house.wire({}, { catalogue, registry: baseRegistry(catalogue) });
    house.engines.push(await startEngine(wiring));
    expect(await told(id, createOrchestrator(wiring))).toEqual(everywhere(BOTH));
  });

  it('says whether it failed or waited in vain, in the class that clients match on', async () => {
    const failed = await create();
    await expect.poll(async () => (await house.states(failed)).condition).toBe('CREATE_IN_PROGRESS');
    await signal(failed, spelling.failure);
    expect(await house.rest(failed)).toBe('CREATE_FAILED');
    expect(await house.reason(failed)).toBe(
      'Resource CREATE failed: WaitConditionFailure: resources.condition: disk full',
    );

    const late = await create();
    await expect.poll(async () => (await house.states(late)).condition).toBe('CREATE_IN_PROGRESS');
    ahead = 601_000;
    expect(await house.rest(late)).toBe('CREATE_FAILED');
    const reason = 'WaitConditionTimeout: resources.condition: 0 of 2 received';
    expect(await house.reason(late)).toBe(`Resource CREATE failed: ${reason}`);
    expect((await house.rows(late)).condition?.reason).toBe(reason);
  });

  it('that never had a signal has none to tell of', async () => {
    const id = await create();
    await expect.poll(async () => (await house.states(id)).condition).toBe('CREATE_IN_PROGRESS');
    expect(await told(id)).toEqual(everywhere('{}'));
  });
});
