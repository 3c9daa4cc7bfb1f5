/**
 * An orchestrator that keeps rows in arrays and remembers what it was asked: enough to see what the API makes of requests
 * and of answers. It does no orchestration.
 */
import type { Caller, Orchestrator, ResourceView, StackRequest, StackView } from '../../src/engine/orchestrator.ts';
import { HeatError } from '../../src/errors.ts';
import type { EventRow, ResourceRow, SnapshotRow, StackRow } from '../../src/store/rows.ts';
import { eventRow, resourceRow, stackRow, TIME } from './fake-rows.ts';

export interface Asked {
  what: string;
  caller: Caller;
  about: unknown[];
}

const EMPTY_PLAN = { steps: [], summary: { create: 0, update: 0, replace: 0, keep: 0, delete: 0 } };

export class FakeOrchestrator implements Orchestrator {
  stacks: StackRow[] = [stackRow()];
  rows: ResourceRow[] = [resourceRow()];
  eventRows: EventRow[] = [eventRow()];
  snapshotRows: SnapshotRow[] = [];
  asked: Asked[] = [];
  /** Thrown by the next call. */
  failure: unknown = null;

  #note(what: string, caller: Caller, ...about: unknown[]): void {
    this.asked.push({ what, caller, about });
    const { failure } = this;
    this.failure = null;
    if (failure !== null) throw failure;
  }

  last(what: string): Asked {
    const found = this.asked.findLast((asked) => asked.what === what);
    if (found === undefined) throw new Error(`nobody asked for ${what}`);
    return found;
  }

  view(row: StackRow): StackView {
    return {
      row,
      parameters: { 'OS::stack_name': row.name },
      outputs: [{ key: 'address', description: 'Where it is', value: '10.0.0.3' }],
      capabilities: [],
      notificationTopics: [],
      parentName: null,
      templateDescription: row.description,
    };
  }

  resourceView(row: ResourceRow): ResourceView {
    const stack = this.stacks.find(({ id }) => id === row.stackId) ?? stackRow();
    return {
      row,
      type: row.type,
      stack,
      requiredBy: ['port'],
      parentResource: null,
      description: '',
      attributes: { name: 'x' },
    };
  }

  async create(caller: Caller, request: StackRequest) {
    this.#note('create', caller, request);
    const row = stackRow({ id: '44444444-4444-4444-8444-444444444444', name: request.stackName ?? '' });
    this.stacks.push(row);
    return { stackName: row.name, stackId: row.id, projectId: row.projectId };
  }
  async previewCreate(caller: Caller, request: StackRequest) {
    this.#note('previewCreate', caller, request);
    const row = stackRow({ name: request.stackName ?? '' });
    return { view: this.view(row), resources: this.rows.map((one) => this.resourceView(one)), plan: EMPTY_PLAN };
  }
  async update(caller: Caller, stack: StackRow, request: StackRequest) {
    this.#note('update', caller, stack, request);
  }
  async previewUpdate(caller: Caller, stack: StackRow, request: StackRequest) {
    this.#note('previewUpdate', caller, stack, request);
    const updated = this.rows.map((one) => this.resourceView(one));
    return { unchanged: [], updated, replaced: [], added: [], deleted: [], plan: EMPTY_PLAN };
  }
  async delete(caller: Caller, stack: StackRow) {
    this.#note('delete', caller, stack);
  }
  async abandon(caller: Caller, stack: StackRow) {
    this.#note('abandon', caller, stack);
    return { name: stack.name, id: stack.id };
  }
  async export(caller: Caller, stack: StackRow) {
    this.#note('export', caller, stack);
    return { name: stack.name, id: stack.id };
  }
  async act(caller: Caller, stack: StackRow, action: string) {
    this.#note('act', caller, stack, action);
  }
  async validate(
    caller: Caller,
    request: StackRequest,
    options: { ignoreErrors: string[] },
  ): ReturnType<Orchestrator['validate']> {
    this.#note('validate', caller, request, options);
    return { answer: { Description: 'fine', Parameters: {} } };
  }
  async find(caller: Caller, identity: { name?: string; id?: string }, options?: { deleted?: boolean }) {
    this.#note('find', caller, identity, options);
    const row = this.stacks.find(
      (stack) =>
        (identity.id === undefined || stack.id === identity.id) &&
        (identity.name === undefined || stack.name === identity.name || stack.id === identity.name) &&
        (caller.isAdmin || stack.projectId === caller.projectId) &&
        (stack.deletedAt === null || options?.deleted === true),
    );
    if (row !== undefined) return row;
    throw new HeatError('EntityNotFound', `The Stack (${identity.name ?? identity.id}) could not be found.`);
  }
  async list(caller: Caller, filter: unknown, page: { limit?: number }) {
    this.#note('list', caller, filter, page);
    return this.stacks.slice(0, page.limit).map((row) => this.view(row));
  }
  async count(caller: Caller, filter: unknown) {
    this.#note('count', caller, filter);
    return this.stacks.length;
  }
  async show(caller: Caller, stack: StackRow, options: { resolveOutputs: boolean }) {
    this.#note('show', caller, stack, options);
    const { outputs, ...view } = this.view(stack);
    return options.resolveOutputs ? { ...view, outputs } : view;
  }
  async template(caller: Caller, stack: StackRow) {
    this.#note('template', caller, stack);
    return { heat_template_version: '2021-04-16' };
  }
  async environment(caller: Caller, stack: StackRow) {
    this.#note('environment', caller, stack);
    return { parameters: {} };
  }
  async files(caller: Caller, stack: StackRow) {
    this.#note('files', caller, stack);
    return { 'a.sh': 'echo' };
  }
  async outputs(caller: Caller, stack: StackRow) {
    this.#note('outputs', caller, stack);
    return [{ key: 'address', description: 'Where it is' }];
  }
  async output(caller: Caller, stack: StackRow, key: string) {
    this.#note('output', caller, stack, key);
    return { key, description: 'Where it is', value: null, error: 'not yet' };
  }
  async resources(caller: Caller, stack: StackRow, options: unknown) {
    this.#note('resources', caller, stack, options);
    return this.rows.map((row) => this.resourceView(row));
  }
  async resource(caller: Caller, stack: StackRow, name: string, options: unknown) {
    this.#note('resource', caller, stack, name, options);
    return this.resourceView(resourceRow({ name }));
  }
  async events(caller: Caller, stack: StackRow, filter: unknown, page: unknown, options: unknown) {
    this.#note('events', caller, stack, filter, page, options);
    return this.eventRows.map((row) => ({ row, stack }));
  }
  async metadata(caller: Caller, stack: StackRow, resource: string) {
    this.#note('metadata', caller, stack, resource);
    return { role: 'db' };
  }
  async updateMetadata(caller: Caller, stack: StackRow, resource: string) {
    this.#note('updateMetadata', caller, stack, resource);
  }
  async signal(caller: Caller, stack: StackRow, resource: string, details: unknown) {
    this.#note('signal', caller, stack, resource, details);
  }
  async markUnhealthy(caller: Caller, stack: StackRow, resource: string, unhealthy: boolean, reason: string) {
    this.#note('markUnhealthy', caller, stack, resource, unhealthy, reason);
  }
  async hooks() {
    return [];
  }
  #snapshot(stack: StackRow, name: string | null): SnapshotRow {
    const row: SnapshotRow = {
      id: `snap-${this.snapshotRows.length}`,
      stackId: stack.id,
      name: name ?? '',
      status: 'IN_PROGRESS',
      reason: '',
      data: {},
      createdAt: TIME,
    };
    this.snapshotRows.push(row);
    return row;
  }
  async snapshot(caller: Caller, stack: StackRow, name: string | null) {
    this.#note('snapshot', caller, stack, name);
    return this.#snapshot(stack, name);
  }
  async snapshots(caller: Caller, stack: StackRow) {
    this.#note('snapshots', caller, stack);
    return this.snapshotRows;
  }
  async showSnapshot(caller: Caller, stack: StackRow, id: string) {
    this.#note('showSnapshot', caller, stack, id);
    const row = this.snapshotRows.find((one) => one.id === id);
    if (row === undefined) throw new HeatError('SnapshotNotFound', `The Snapshot (${id}) could not be found.`);
    return row;
  }
  async deleteSnapshot(caller: Caller, stack: StackRow, id: string) {
    this.#note('deleteSnapshot', caller, stack, id);
  }
  async restore(caller: Caller, stack: StackRow, id: string) {
    this.#note('restore', caller, stack, id);
  }
  async resourceTypes(caller: Caller, options: unknown) {
    this.#note('resourceTypes', caller, options);
    return [{ name: 'OS::Heat::None', description: 'Nothing' }];
  }
  async resourceTypeSchema(caller: Caller, name: string) {
    this.#note('resourceTypeSchema', caller, name);
    return { resource_type: name };
  }
  async resourceTypeTemplate(caller: Caller, name: string, format: 'hot' | 'cfn') {
    this.#note('resourceTypeTemplate', caller, name, format);
    return { Description: name };
  }
  templateVersions() {
    return [
      { version: 'heat_template_version.2021-04-16', type: 'hot' as const, aliases: ['heat_template_version.wallaby'] },
    ];
  }
  templateFunctions(version: string) {
    return [{ functions: 'get_param', description: version }];
  }
  async engines() {
    return [];
  }
}
