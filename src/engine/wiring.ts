/**
 * What the engine is given: everything outside itself that it uses. The command line puts the real ones together, tests
 * put in fakes.
 */
import type { HeatError } from '../errors.ts';
import type { Cloud } from '../openstack/cloud.ts';
import type { Fate } from '../plan/index.ts';
import type { Catalogue, CloudQuestions, ResourceType } from '../resources/type.ts';
import type { Credentials, CredentialsRow, StackRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import type { ResourceRegistry } from '../template/environment/index.ts';
import type { Value, ValueMap } from '../template/value.ts';
import type { Configuration } from './options.ts';
import type { Caller } from './orchestrator.ts';
import type { StackUsers } from './signals/stack-users.ts';

/** pino's, as far as used. */
export interface Log {
  debug(about: object, message: string): void;
  info(about: object, message: string): void;
  warn(about: object, message: string): void;
  error(about: object, message: string): void;
}

/** How the engine may act for a stack's user after the request is over. */
export interface DeferredCredentials {
  /** What a stack of the caller's will have: a trust where a service user is configured, else what the configuration allows. Makes nothing. MissingCredentialError. */
  intend(caller: Caller): Credentials;
  /**
   * In one word all that the caller's credentials are bound to (user, project, roles, kind …), to share them with stacks for which it is the same.
   * Null: they are to be the stack's own.
   */
  sharing(caller: Caller): Promise<string | null>;
  /** Whether these, found by that word, are there still and give what `acquire` would make for the caller. */
  stillGranted(caller: Caller, lender: CredentialsRow): Promise<boolean>;
  /** Makes what was intended. MissingCredentialError; CloudError 409 where the row's marker is taken. */
  acquire(caller: Caller, intended: CredentialsRow): Promise<Credentials>;
  /** Gives back what was made or only intended. May be repeated. */
  release(credentials: CredentialsRow): Promise<void>;
}

/** Places where a process may die; tests make it die there. */
export type CrashPoint = 'intent' | 'refused' | 'called' | 'outcome' | 'child' | 'finish';

/** Figures for metrics and traces. Every member may be left out. */
export interface Observer {
  operation?(about: { stack: StackRow; kind: string; status: string; seconds: number }): void;
  step?(about: { stack: StackRow; type: string; verb: string; status: string; seconds: number }): void;
  /** A resource became something else than its plan said: a fault of Hearth's. */
  deviation?(about: { stack: StackRow; type: string; resource: string; planned: readonly Fate[]; fate: Fate }): void;
}

export interface EngineWiring {
  store: Store;
  catalogue: Catalogue;
  /** Types by name, aliases and types made of templates: the installation's registry. */
  registry: ResourceRegistry;
  /** Text of a template file or URL that is not among a stack's files (types of the installation's own environment). Null: unknown. */
  templateFile?(url: string): string | null;
  /** The type of a template used as a resource type. */
  templateType(about: {
    name: string;
    url: string;
    text: string;
    files: Record<string, string>;
    /** The document of the text, where it has been read already, or what is wrong with it. */
    tree?: ValueMap | HeatError | undefined;
  }): ResourceType;
  questions: CloudQuestions;
  /** The cloud as a stack's stored credentials see it. */
  cloudFor(credentials: CredentialsRow | null, projectId: string): Cloud;
  credentials: DeferredCredentials;
  config: Configuration;
  log: Log;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  crashPoint?(point: CrashPoint, about: string): void;
  observer?: Observer;
  /** Users in whose name resources are signalled from outside; where there are none, signals come with the caller's own credentials. */
  stackUsers?: StackUsers;
  /** Version and host that `GET …/services` shows. */
  host?: string;
  version?: string;
}

export type { Value };
