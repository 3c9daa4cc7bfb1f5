/** One OpenTelemetry span per request, continuing the caller's trace; nothing happens unless a tracer is installed. */

import type { IncomingHttpHeaders } from 'node:http';
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

export interface RequestTrace {
  span: Span;
  /** For the engine, which goes on with the trace; undefined when nobody traces. */
  traceparent: string | undefined;
}

export function startTrace(
  method: string,
  route: string,
  headers: IncomingHttpHeaders,
  requestId: string,
): RequestTrace {
  const parent = propagation.extract(context.active(), headers);
  const span = trace.getTracer('hearth').startSpan(
    `${method} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': method, 'http.route': route, 'openstack.request_id': requestId },
    },
    parent,
  );
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(parent, span), carrier);
  const given = headers.traceparent;
  return { span, traceparent: carrier.traceparent ?? (typeof given === 'string' ? given : undefined) };
}

export function endTrace(trace: RequestTrace, status: number): void {
  trace.span.setAttribute('http.response.status_code', status);
  if (status >= 500) trace.span.setStatus({ code: SpanStatusCode.ERROR });
  trace.span.end();
}
