/** Who asked is known to the last call: request id and trace go from the request through the engine, its waits and nested stacks. */
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { currentRequestId } from '../../src/openstack/request-id.ts';
import { House, onBothDatabases, template, thing } from './house.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const REQUEST = 'req-00000000-0000-4000-8000-000000000001';

const spans = new InMemorySpanExporter();

beforeAll(() => new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).register());
afterAll(() => trace.disable());

onBothDatabases('what is done for a request', () => {
  let house: House;
  let heard: { call: string; requestId: string | undefined; traceId: string | undefined }[];

  beforeEach(async () => {
    house = await House.open();
    heard = [];
    for (const verb of ['create', 'created'] as const) {
      for (const name of ['a', 'b', 'inner']) {
        house.fake.on(verb, name, () => {
          const traceId = trace.getActiveSpan()?.spanContext().traceId;
          heard.push({ call: `${verb} ${name}`, requestId: currentRequestId(), traceId });
        });
      }
    }
  });
  afterEach(async () => {
    await house.close();
    spans.reset();
  });

  async function make(caller: object): Promise<string> {
    const inner = JSON.stringify(template({ inner: thing() }));
    const { stackId } = await house.orchestrator.create(house.caller(caller), {
      stackName: 'traced',
      template: template({
        a: thing(),
        b: thing({}, { depends_on: 'a' }),
        n: { type: 'Fake::Nest', properties: { template: inner } },
      }),
    });
    expect(await house.rest(stackId)).toBe('CREATE_COMPLETE');
    return stackId;
  }

  it('bears its id and belongs to its trace', async () => {
    house.fake.buildTime = 120; // Long enough that the shared poller asks.
    await make({ requestId: REQUEST, traceparent: `00-${TRACE}-${SPAN}-01` });
    expect(new Set(heard.map(({ call }) => call))).toEqual(
      new Set(['create a', 'create b', 'create inner', 'created a', 'created b', 'created inner']),
    );
    expect(heard.filter(({ call }) => call === 'created b').length).toBeGreaterThan(1);
    expect(new Set(heard.map(({ requestId }) => requestId))).toEqual(new Set([REQUEST]));
    expect(new Set(heard.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
  });

  it('hangs together: steps below their operation, a nested stack below the step that made it', async () => {
    const id = await make({ requestId: REQUEST, traceparent: `00-${TRACE}-${SPAN}-01` });
    await expect.poll(() => spans.getFinishedSpans().filter(({ name }) => name === 'stack create')).toHaveLength(2);
    const found = spans.getFinishedSpans();
    const parentOf = (span: ReadableSpan) => found.find((other) => other.spanContext().spanId === idOfParent(span));
    const top = found.find(({ attributes }) => attributes['hearth.stack.id'] === id) as ReadableSpan;
    expect(idOfParent(top)).toBe(SPAN);
    expect(top.attributes).toMatchObject({ 'hearth.stack.name': 'traced', 'openstack.request_id': REQUEST });
    const step = (name: string) =>
      found.find(({ attributes }) => attributes['hearth.resource'] === name) as ReadableSpan;
    expect(step('b').name).toBe('create Fake::Thing');
    for (const name of ['a', 'b', 'n']) expect(parentOf(step(name))).toBe(top);
    expect(parentOf(parentOf(step('inner')) as ReadableSpan)).toBe(step('n'));
  });

  it('keeps two requests apart', async () => {
    house.fake.buildTime = 60;
    const other = 'req-00000000-0000-4000-8000-000000000002';
    await Promise.all([
      make({ requestId: REQUEST }),
      house.orchestrator
        .create(house.caller({ requestId: other }), { stackName: 'other', template: template({ other: thing() }) })
        .then(({ stackId }) => house.rest(stackId)),
    ]);
    expect(new Set(heard.map(({ requestId }) => requestId))).toEqual(new Set([REQUEST]));
  });
});

function idOfParent(span: ReadableSpan): string | undefined {
  return span.parentSpanContext?.spanId;
}
