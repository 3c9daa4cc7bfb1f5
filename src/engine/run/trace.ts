/**
 * What is done for a stack is done in the name of the request that asked for it: calls to clouds carry the request's id, and where
 * somebody traces, the operation's span hangs below the request's, a step's below the operation's, a call's below the step's.
 *
 * Both travel with the asynchronous context. Where work changes hands (the dispatcher starts a step, the poller asks again) the
 * context is carried along by hand; see `Walk` and `StackRun.wait`.
 */
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';
import { currentRequestId, withRequestId } from '../../openstack/request-id.ts';
import type { Step } from '../../plan/index.ts';
import type { OperationRow, StackRow } from '../../store/rows.ts';
import type { Origin } from '../operations/index.ts';

const tracer = trace.getTracer('hearth');

/** Of the work under way, for an operation that it asks for: members of its row. */
export function presentOrigin(): Origin {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  const { traceparent } = carrier;
  return { requestId: currentRequestId() ?? '', request: traceparent === undefined ? {} : { traceparent } };
}

export function traceOperation<T>(operation: OperationRow, stack: StackRow, work: () => Promise<T>): Promise<T> {
  const { traceparent } = operation.request;
  const parent = propagation.extract(context.active(), typeof traceparent === 'string' ? { traceparent } : {});
  const attributes = {
    'hearth.stack.id': stack.id,
    'hearth.stack.name': stack.name,
    'openstack.project_id': stack.projectId,
    'openstack.request_id': operation.requestId,
  };
  const within = () => context.with(parent, () => inSpan(`stack ${operation.kind}`, attributes, work));
  return operation.requestId === '' ? within() : withRequestId(operation.requestId, within);
}

export function traceStep(step: Step, verb: string, work: () => Promise<void>): Promise<void> {
  return inSpan(`${verb} ${step.type}`, { 'hearth.resource': step.resource }, work);
}

function inSpan<T>(name: string, attributes: Record<string, string>, work: () => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
