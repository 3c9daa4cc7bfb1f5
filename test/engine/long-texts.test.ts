/** Long texts, of whatever use, are read in the thread that reads texts. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { templateType } from '../../src/cli/wiring/template-types.ts';
import { startEngine } from '../../src/engine/index.ts';
import { ReadingThread } from '../../src/reading/thread.ts';
import { catalogue } from '../../src/resources/catalogue.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import { House } from './house.ts';

const HOT = 'heat_template_version: 2021-04-16\n';
let marks = 0;
/** Never the same, so that it is not remembered. */
const padding = () => `# ${++marks}${'x'.repeat(70_000)}\n`;

let house: House;
const wiring = { catalogue, registry: baseRegistry(catalogue), templateType };
beforeEach(async () => {
  house = await House.open({}, wiring);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await house.close();
});

const asked = () => {
  const ask = vi.spyOn(ReadingThread.prototype, 'ask');
  return () => ask.mock.calls.map(([task]) => task.kind as string);
};

it('environment files are, each once, and merged as short ones are', async () => {
  const template = `${HOT}parameters: {p: {type: comma_delimited_list}}\noutputs: {o: {value: {get_param: p}}}\n`;
  const file = (value: string) => `parameters: {p: ${value}}\nparameter_merge_strategies: {p: merge}\n`;
  const merged = async (long: boolean) => {
    const files = { 'a.yaml': file('[a]'), 'b.yaml': `${file('[b]')}${long ? padding() : ''}` };
    const { view } = await house.orchestrator.previewCreate(house.caller(), {
      stackName: 's',
      template,
      files,
      environmentFiles: ['a.yaml', 'b.yaml', 'b.yaml'],
    });
    return view.outputs;
  };
  const kinds = asked();
  const short = await merged(false);
  expect(short).toMatchObject([{ value: ['a', 'b', 'b'] }]);
  expect(kinds()).toEqual([]);
  expect(await merged(true)).toEqual(short);
  expect(kinds()).toEqual(['environment']);
});

it('environment files that are wrong are named, however long they are', async () => {
  const refused = (files: Record<string, string>) =>
    expect(
      house.orchestrator.previewCreate(house.caller(), {
        stackName: 's',
        template: HOT,
        files,
        environmentFiles: ['a.yaml'],
      }),
    ).rejects;
  for (const more of ['', padding()]) {
    await refused({ 'a.yaml': `parameters: {a: b]\n${more}` }).toMatchObject({
      code: 'ValueError',
      message: expect.stringContaining('Environment file "a.yaml"'),
      diagnostics: [{ file: 'a.yaml', start: { line: 1 } }],
    });
  }
});

it('environment files have an end', async () => {
  const preview = (names: number, text: string) =>
    house.orchestrator.previewCreate(house.caller(), {
      stackName: 's',
      template: HOT,
      files: { a: text },
      environmentFiles: new Array<string>(names).fill('a'),
    });
  const refused = { code: 'RequestLimitExceeded' };
  await expect(preview(1001, 'parameters: {}')).rejects.toMatchObject(refused);
  await expect(preview(1000, `#${'x'.repeat(10_000)}`)).rejects.toMatchObject(refused);
  await preview(1000, 'parameter_defaults: {}');
});

it('nested templates are, by the request, and by an engine that has not seen them', async () => {
  const { orchestrator } = house;
  const kinds = asked();
  const value = (of: number) => `${HOT}resources: {v: {type: OS::Heat::Value, properties: {value: ${of}}}}\n`;
  const request = (text: string) => ({
    stackName: 's',
    template: `${HOT}resources: {n: {type: n.yaml}}\n`,
    files: { 'n.yaml': text },
  });
  const { stackId } = await orchestrator.create(house.caller(), request(value(1) + padding()));
  expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
  expect(kinds()).toEqual(['template']);
  for (const engine of house.engines.splice(0)) await engine.stop();
  // Another process has read nothing yet.
  house.engines.push(await startEngine(house.wire({}, wiring)));
  await orchestrator.act(house.caller(), await house.stack(stackId), 'check');
  expect(await house.rest(stackId)).toBe('CHECK_COMPLETE');
  expect(kinds()).toEqual(['template', 'template']);
});
