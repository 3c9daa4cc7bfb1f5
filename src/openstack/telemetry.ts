/** Every call to a cloud, told to whoever counts (metrics) and to OpenTelemetry. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

export interface CallReport {
  service: string;
  method: string;
  /** HTTP status, or the reason why there was none: `timeout`, `ECONNREFUSED` … */
  code: string;
  /** From the moment the request had its turn. */
  ms: number;
  /** Milliseconds that it waited for its turn. */
  queuedMs: number;
}

const listeners = new Set<(call: CallReport) => void>();

/** Calls back after every try of every request; returns how to stop. */
export function onCall(listener: (call: CallReport) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function reportCall(call: CallReport): void {
  for (const listener of listeners) listener(call);
}

const tracer = trace.getTracer('hearth');

/** Runs one request as a client span. */
export function traced<T extends { status: number }>(
  about: { service: string; method: string; path: string; url: string },
  work: (inject: Record<string, string>) => Promise<T>,
): Promise<T> {
  const attributes = {
    'http.request.method': about.method,
    'url.full': about.url,
    'openstack.service': about.service,
  };
  return tracer.startActiveSpan(
    `${about.service} ${about.method}`,
    { kind: SpanKind.CLIENT, attributes },
    async (span) => {
      try {
        const { traceId, spanId, traceFlags } = span.spanContext();
        const known = /[1-9a-f]/.test(traceId);
        const flags = traceFlags.toString(16).padStart(2, '0');
        const answer = await work(known ? { traceparent: `00-${traceId}-${spanId}-${flags}` } : {});
        span.setAttribute('http.response.status_code', answer.status);
        if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        return answer;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
        throw error;
      } finally {
        span.end();
      }
    },
  );
}
