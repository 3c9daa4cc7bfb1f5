/**
 * One OpenTelemetry span per request, continuing the caller's trace (nothing happens unless a tracer is installed), and the
 * request's id for every call to a cloud that it causes.
 */

import type { IncomingHttpHeaders } from 'node:http';
import { type Context, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { withRequestId } from '../openstack/request-id.ts';

export interface RequestTrace {
  span: Span;
  /** In which what the request causes is done, so that its spans stand below this one. */
  context: Context;
  /** For the engine, which goes on with the trace; undefined when nobody traces. */
  traceparent: string | undefined;
  /** Under which the clouds hear of it. */
  requestId: string;
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
  const own = trace.setSpan(parent, span);
  const carrier: Record<string, string> = {};
  propagation.inject(own, carrier);
  const given = headers.traceparent;
  const traceparent = carrier.traceparent ?? (typeof given === 'string' ? given : undefined);
  return { span, context: own, traceparent, requestId };
}

/** Does something as part of a request. */
export function within<T>(trace: RequestTrace, work: () => T): T {
  return withRequestId(trace.requestId, () => context.with(trace.context, work));
}

export function endTrace(trace: RequestTrace, status: number): void {
  trace.span.setAttribute('http.response.status_code', status);
  if (status >= 500) trace.span.setStatus({ code: SpanStatusCode.ERROR });
  trace.span.end();
}
