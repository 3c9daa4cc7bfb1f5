/**
 * The options that the engine reads, with Heat's names and defaults. The configuration hands in what it knows; everything else
 * has its default here.
 */
import type { Value } from '../template/value.ts';

export interface EngineOptions {
  /** Live top-level stacks of a project; -1: any number. */
  max_stacks_per_tenant: number;
  /** Resources in a whole tree of stacks; -1: any number. */
  max_resources_per_stack: number;
  max_nested_stack_depth: number;
  /** Bytes of template text. */
  max_template_size: number;
  max_snapshots_per_stack: number;
  /** Signals that wait for one stack to be heard; -1: any number. */
  max_signals_per_stack: number;
  /** Events kept for a stack; 0: all. */
  max_events_per_stack: number;
  /** Seconds, where a stack gives no timeout. */
  stack_action_timeout: number;
  /** How often a create that failed for a passing cause is tried again; what is in use is asked to go for as long as those tries are apart. */
  action_retry_limit: number;
  /** How often a create whose answer was lost is called again, where it surely made nothing. */
  client_retry_limit: number;
  enable_stack_abandon: boolean;
  enable_stack_adopt: boolean;
  /** Compare with the cloud's present state on every update. */
  observe_on_update: boolean;
  hidden_stack_tags: string[];
  /** `trusts` or `password`. */
  deferred_auth_method: string;
  /** URL of the CloudFormation API for signals and metadata; empty where there is none. */
  heat_metadata_server_url: string;
  heat_waitcondition_server_url: string;
  /** URL of the orchestration API. */
  heat_api_url: string;
  /** Calls to clouds under way at once: of the engine, of one project, of one stack. */
  engine_calls: number;
  project_calls: number;
  stack_calls: number;
  /** Stacks with something to do that one engine holds at once; stacks that only wait do not count. */
  engine_stacks: number;
  /** Seconds after which credentials that no stack came to use are given back; longer than any create request takes. */
  idle_credentials_age: number;
  /** Days for which a deleted stack is still shown; 0: until `purge-deleted`. */
  purge_deleted_after: number;
  /** Seconds in which a call of a process that died may still reach a cloud. */
  late_call_grace: number;
  /** Seconds that a request which shows attributes waits for the clouds; what is not told by then is shown as it was last known. */
  attribute_patience: number;
  /** Seconds that a resource gets to handle a signal. */
  signal_patience: number;
}

export const DEFAULT_OPTIONS: EngineOptions = {
  max_stacks_per_tenant: 512,
  max_resources_per_stack: 1000,
  max_nested_stack_depth: 5,
  max_template_size: 524_288,
  max_snapshots_per_stack: 32,
  max_signals_per_stack: 2000,
  max_events_per_stack: 1000,
  stack_action_timeout: 3600,
  action_retry_limit: 5,
  client_retry_limit: 2,
  enable_stack_abandon: false,
  enable_stack_adopt: false,
  observe_on_update: false,
  hidden_stack_tags: [],
  deferred_auth_method: 'trusts',
  heat_metadata_server_url: '',
  heat_waitcondition_server_url: '',
  heat_api_url: '',
  engine_calls: 256,
  project_calls: 128,
  stack_calls: 64,
  engine_stacks: 64,
  idle_credentials_age: 600,
  purge_deleted_after: 0,
  late_call_grace: 5,
  attribute_patience: 10,
  signal_patience: 60,
};

/** Options by name: the engine's own are typed, those that only resource types ask for are looked up. */
export interface Configuration extends EngineOptions {
  option(name: string): Value;
}

/** Lays what is configured over the defaults. */
export function configuration(given: Readonly<Record<string, Value | undefined>> = {}): Configuration {
  const known: Record<string, Value> = {};
  for (const [name, value] of Object.entries(given)) if (value !== undefined && value !== null) known[name] = value;
  const options = { ...DEFAULT_OPTIONS, ...(known as Partial<EngineOptions>) };
  const byName = options as unknown as Record<string, Value>;
  return { ...options, option: (name) => (Object.hasOwn(byName, name) ? (byName[name] ?? null) : null) };
}
