/**
 * The addresses to which signed URLs lead: `/v1/waitcondition/{arn}` and `/v1/signal/{arn}`. The body, if any, is JSON, whatever it says it
 * is: `curl` calls everything a form.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller, Orchestrator } from '../../engine/orchestrator.ts';
import type { StackRow } from '../../store/rows.ts';
import { getKey, isMap, parseJson, stringify, type Value, type ValueMap } from '../../template/value.ts';
import { shapeOf } from '../json-shape.ts';
import { parseArn, resourceOf } from './arn.ts';
import { AwsError } from './faults.ts';

export interface SignalCall {
  caller: Caller;
  orchestrator: Orchestrator;
  /** Unquoted once. */
  arn: string;
  body: Uint8Array;
}

/** How long a signal to a wait condition waits for being taken up, in milliseconds. */
const PATIENCE = 3_000;

/** @throws InvalidParameterValue */
async function addressed({ caller, orchestrator, arn }: SignalCall): Promise<{ stack: StackRow; resource: string }> {
  const parsed = parseArn(arn);
  const resource = parsed === null ? null : resourceOf(parsed);
  if (parsed === null || resource === null) {
    throw new AwsError('InvalidParameterValue', `"${arn}" is not a valid Heat ARN of a resource`);
  }
  const stack = await orchestrator.find(caller, { name: parsed.stackName, id: parsed.stackId });
  return { stack, resource };
}

/** The details; null where there are none. @throws InvalidParameterValue */
function readDetails(body: Uint8Array): Value {
  const text = Buffer.from(body).toString('utf8').trim();
  if (text === '') return null;
  const wrong = shapeOf(body);
  if (wrong !== null) throw new AwsError('InvalidParameterValue', `The body cannot be read: ${wrong}`);
  try {
    return parseJson(text);
  } catch (error) {
    throw new AwsError('InvalidParameterValue', `The body is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

export async function takeSignal(call: SignalCall): Promise<void> {
  const details = readDetails(call.body);
  const { stack, resource } = await addressed(call);
  await call.orchestrator.signal(call.caller, stack, resource, details);
}

/** Answers with the handle's metadata, in which the signal stands when an engine took it up in time. */
export async function signalWaitCondition(call: SignalCall): Promise<ValueMap> {
  const details = readDetails(call.body);
  if (!isMap(details)) throw new AwsError('InvalidParameterValue', 'The body has to be a JSON object');
  const { stack, resource } = await addressed(call);
  const { caller, orchestrator } = call;
  const before = stringify(await orchestrator.metadata(caller, stack, resource));
  await orchestrator.signal(caller, stack, resource, details);
  const id = String(getKey(details, 'UniqueId') ?? getKey(details, 'id') ?? '');
  let metadata: ValueMap = {};
  for (const end = performance.now() + PATIENCE, pause = { ms: 5 }; ; pause.ms = Math.min(pause.ms * 2, 250)) {
    metadata = await orchestrator.metadata(caller, stack, resource);
    const isTaken = id === '' ? stringify(metadata) !== before : getKey(metadata, id) !== undefined;
    if (isTaken || performance.now() > end) break;
    await sleep(pause.ms);
  }
  return { resource, metadata };
}
