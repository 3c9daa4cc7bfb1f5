import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { openTracing } from '../../src/cli/wiring/open-tracing.ts';
import { testApi } from '../api/test-api.ts';

it('sends a span for each request, as part of the trace of its caller', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  const stop = await openTracing('1.2.3');
  try {
    const api = testApi();
    let active: string | undefined;
    const { list } = api.orchestrator;
    api.orchestrator.list = (...given) => {
      active = trace.getActiveSpan()?.spanContext().traceId;
      return list.apply(api.orchestrator, given);
    };
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    expect((await api.call('GET', '/v1/p1/stacks', { headers })).status).toBe(200);
    expect(active).toBe(traceId);
    expect(api.orchestrator.last('list').caller.traceparent).toMatch(
      new RegExp(`^00-${traceId}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
    );
    await stop();
    expect(bodies.join()).toContain('GET /v1/:tenant_id/stacks');
    expect(bodies.join()).toContain(traceId);
    expect(bodies.join()).not.toContain('member');
  } finally {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    trace.disable();
    collector.close();
  }
});
