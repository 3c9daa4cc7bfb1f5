/**
 * Sends traces to an OpenTelemetry collector when the usual variables name one (`OTEL_EXPORTER_OTLP_ENDPOINT`, or
 * `…_TRACES_ENDPOINT`; also `OTEL_SERVICE_NAME`, `OTEL_TRACES_SAMPLER` …). Without them nothing is loaded and nothing is traced.
 */

/** Sends what is left, and ends. */
export type StopTracing = () => Promise<void>;

export async function openTracing(version: string, environment = process.env): Promise<StopTracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = environment;
  if (!endpoint && !traces) return async () => {};
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment.OTEL_SERVICE_NAME ?? 'hearth',
      'service.version': version,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return () => provider.shutdown();
}
