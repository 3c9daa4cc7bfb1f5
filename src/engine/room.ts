/**
 * What runs and requests of one process share: the wiring, the dispatcher, the poller, the definitions read before.
 */
import { HeatError } from '../errors.ts';
import type { Cloud } from '../openstack/cloud.ts';
import type { Catalogue, CloudQuestions, ResourceType } from '../resources/type.ts';
import type { CredentialsRow, ResourceRow, StackRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { Environment } from '../template/environment/index.ts';
import type { Value } from '../template/value.ts';
import { Models } from './model/models.ts';
import type { Configuration } from './options.ts';
import { storedProperties } from './resource/properties.ts';
import { holderOf, sameObject } from './resource/whose.ts';
import { Dispatcher } from './scheduling/dispatcher.ts';
import { Joint } from './scheduling/joint.ts';
import { Turns } from './scheduling/turns.ts';
import { isTransient } from './transient.ts';
import { Reading } from './views/reading.ts';
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
    this.models = new Models(this);
  }

  now(): number {
    return this.wiring.clock?.() ?? Date.now();
  }

  crashPoint(point: CrashPoint, about: string): void {
    this.wiring.crashPoint?.(point, about);
  }

  /** @throws EntityNotFound; StackValidationFailed for a file that did not come with the template */
  typeByName(name: string, files: Record<string, string>): ResourceType {
    const known = this.catalogue.get(name);
    if (known !== undefined) return known;
    if (/\.(yaml|template)$/.test(name)) {
      const text = files[name] ?? this.wiring.templateFile?.(name) ?? null;
      if (text === null) {
        const message = `Could not fetch remote template "${name}": it is not among the files.`;
        throw new HeatError('StackValidationFailed', message);
      }
      return this.wiring.templateType({ name, url: name, text, files, tree: this.models.treeKnown(text) });
    }
    throw new HeatError('EntityNotFound', `The Resource Type (${name}) could not be found.`);
  }

  /** Which of these physical ids belong to other rows: to these, or to any of another stack. */
  async owned(
    { row, stack }: { row: ResourceRow; stack: StackRow },
    rows: Iterable<ResourceRow>,
    physicalIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const asked = new Set(physicalIds);
    const owned = new Set<string>();
    for (const other of rows) {
      if (other.id !== row.id && other.physicalId !== null && asked.has(other.physicalId)) owned.add(other.physicalId);
    }
    for (const owner of await this.store.ownersOf([...asked])) {
      const mine = holderOf(row, stack, owner.physicalId);
      if (sameObject(this.catalogue, mine, owner)) owned.add(owner.physicalId);
    }
    return owned;
  }

  /** A row of another stack has the object. */
  async isElsewhere(row: ResourceRow, stack: StackRow, physicalId: string): Promise<boolean> {
    const mine = holderOf(row, stack, physicalId);
    return (await this.store.ownersOf([physicalId])).some((owner) => sameObject(this.catalogue, mine, owner));
  }

  /** What `get_resource` gives for a row. */
  referenceId(row: ResourceRow, type: ResourceType): Value {
    if (type.referenceId !== undefined) {
      return type.referenceId({
        name: row.name,
        physicalId: row.physicalId,
        physicalName: row.physicalName,
        properties: storedProperties(type, row),
        data: new Map(Object.entries(row.data)),
      });
    }
    return row.physicalId ?? row.name;
  }

  /** The same; null where its type is not known any more. */
  referenceOf(row: ResourceRow, around: { typeOf(row: ResourceRow): ResourceType }): unknown {
    try {
      return this.referenceId(row, around.typeOf(row));
    } catch {
      return null;
    }
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

  /** A stack as a reader sees it: rows (all, or those of some names), definition, live attributes. */
  read(stack: StackRow, names?: Iterable<string>): Promise<Reading> {
    return names === undefined ? Reading.open(this, stack) : Reading.about(this, stack, names);
  }
}
