/** What one entry of the table of actions says, and what its handler gets and gives. */
import type { Caller, Orchestrator } from '../../engine/orchestrator.ts';
import type { StackRow } from '../../store/rows.ts';
import type { Value } from '../../template/value.ts';
import type { ApiSettings } from '../native/route.ts';
import { parseArn } from './arn.ts';
import type { Parameters } from './parameters.ts';

export interface ActionCall {
  caller: Caller;
  orchestrator: Orchestrator;
  settings: ApiSettings;
  parameters: Parameters;
}

export interface Action {
  /** Rule of the policies. */
  policy: string;
  /** Parameters that have to be there. */
  requires?: readonly string[];
  /** Parameters of which at most one may be there. */
  exclusive?: readonly (readonly [string, string])[];
  /** Changes something: the same signed request is served once. */
  changes?: true;
  /** What stands in `{Action}Result`. */
  handler(call: ActionCall): Promise<Value>;
}

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** A stack by its name, its id or its ARN; one that is gone only by what no other stack can have. @throws EntityNotFound */
export function findStack(
  { caller, orchestrator }: ActionCall,
  text: string,
  options: { deleted?: boolean } = {},
): Promise<StackRow> {
  const arn = parseArn(text);
  if (arn !== null) return orchestrator.find(caller, { name: arn.stackName, id: arn.stackId }, options);
  return orchestrator.find(caller, { name: text }, UUID.test(text) ? options : {});
}
