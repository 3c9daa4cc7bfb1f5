/**
 * What runs and requests of one process share: the wiring, the dispatcher, the poller, the definitions read before.
 */
import type { Cloud } from '../openstack/cloud.ts';
import type { Catalogue, CloudQuestions } from '../resources/type.ts';
import type { CredentialsRow, StackRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { Environment } from '../template/environment/index.ts';
import { Models } from './model/models.ts';
import type { Configuration } from './options.ts';
import { Dispatcher } from './scheduling/dispatcher.ts';
import { Joint } from './scheduling/joint.ts';
import { Turns } from './scheduling/turns.ts';
import { isTransient } from './transient.ts';
import { Expectations } from './waiting/expectations.ts';
import { Poller } from './waiting/poller.ts';
import type { CrashPoint, DeferredCredentials, EngineWiring, Log, Observer } from './wiring.ts';

export class Room {
  readonly wiring: EngineWiring;
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly questions: CloudQuestions;
  readonly config: Configuration;
  readonly log: Log;
  readonly observer: Observer;
  readonly credentials: DeferredCredentials;
  readonly dispatcher: Dispatcher;
  readonly poller = new Poller();
  readonly turns = new Turns(this.poller);
  readonly expectations = new Expectations();
  /** Credentials that are being found or made for stacks to be. */
  readonly lenders = new Joint<CredentialsRow>();
  readonly models: Models;
  /** Whether more than one stack has something to do here; the engine knows. */
  inCompany: () => boolean = () => false;

  constructor(wiring: EngineWiring) {
    this.wiring = wiring;
    this.store = wiring.store;
    this.catalogue = wiring.catalogue;
    this.questions = wiring.questions;
    this.config = wiring.config;
    this.log = wiring.log;
    this.observer = wiring.observer ?? {};
    this.credentials = wiring.credentials;
    const { engine_calls, project_calls, stack_calls } = wiring.config;
    this.dispatcher = new Dispatcher({ engine: engine_calls, project: project_calls, stack: stack_calls });
    this.models = new Models(wiring);
  }

  now(): number {
    return this.wiring.clock?.() ?? Date.now();
  }

  crashPoint(point: CrashPoint, about: string): void {
    this.wiring.crashPoint?.(point, about);
  }

  async cloudOf(stack: StackRow): Promise<Cloud> {
    const credentials = stack.credentialsId === null ? null : await this.store.credentials(stack.credentialsId);
    return this.wiring.cloudFor(credentials, stack.projectId);
  }

  /** A service that did not answer now may answer soon. */
  isTransient(error: unknown): boolean {
    return isTransient(error);
  }

  /** Milliseconds before a try is repeated: a second, two, four …, and a little chance. */
  retryDelay(attempt: number): number {
    return this.retryScale * (2 ** Math.min(attempt, 6) + Math.random() * 0.5);
  }

  /** Milliseconds for which something in the way is borne that may go by itself: as long as all repeated tries of a create are apart. */
  get retryPatience(): number {
    let patience = 0;
    for (let attempt = 0; attempt < this.config.action_retry_limit; attempt++) patience += 2 ** Math.min(attempt, 6);
    return this.retryScale * patience;
  }

  private get retryScale(): number {
    return Number(this.config.option('retry_delay') ?? 1000);
  }

  emptyEnvironment(): Environment {
    return new Environment({}, this.wiring.registry);
  }
}
