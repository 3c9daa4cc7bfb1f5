/** What one entry of the route table says, and what its handler gets and gives. */
import type { Caller, Orchestrator } from '../../engine/orchestrator.ts';
import type { StackRow } from '../../store/rows.ts';
import type { ValueMap } from '../../template/value.ts';
import type { Links } from './links.ts';
import type { Query } from './queries.ts';

/** What the handlers need to know of the configuration. */
export interface ApiSettings {
  /** Bytes of a JSON body. */
  maxJsonBodySize: number;
  /** Characters of a template. */
  maxTemplateSize: number;
  /** Seconds in which a request has to arrive, with its body. */
  requestTimeout: number;
  /** Seconds for fetching a `template_url`. */
  templateFetchTimeout: number;
  /** Stacks with one of these tags are hidden from lists. */
  hiddenStackTags: readonly string[];
  /** Of Amazon's ways of signing, those that are taken: `2`, `4` … */
  signatureVersions: readonly string[];
  /** Told by `build_info`. */
  revision: string;
  /** Where clients reach the orchestration API, without `/v1`, as far as the operator says. */
  publicUrl: string | null;
  /** Believe `X-Forwarded-*`. */
  proxyHeaders: boolean;
}

export interface Call {
  caller: Caller;
  orchestrator: Orchestrator;
  settings: ApiSettings;
  params: Readonly<Record<string, string>>;
  query: Query;
  links: Links;
  /** URL of the request without its query. */
  url: string;
  /** Null where there was none. */
  body: ValueMap | null;
  /** May the caller, by this rule? Throws Forbidden. */
  enforce(rule: string): void;
}

/** A call on a stack that the path names. */
export interface StackCall extends Call {
  stack: StackRow;
}

export interface Answer {
  /** JSON; left out: the bare note of the status, or nothing for 204. */
  body?: unknown;
  location?: string;
  /** Of a stack that the request made, for the log. */
  stackId?: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface RouteOf<C> {
  method: Method;
  /** Below `/v1/:project`. */
  path: string;
  /** Rule of the policies; null where the handler enforces its own. */
  policy: string | null;
  /** Status of success. */
  success: number;
  handler: (call: C) => Promise<Answer>;
}

/** `stack`: the path names a stack, which is looked up first: only a live one, or also a deleted one. */
export type Route = (RouteOf<Call> & { stack?: undefined }) | (RouteOf<StackCall> & { stack: 'live' | 'any' });
