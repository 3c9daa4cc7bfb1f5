/**
 * Which member of a row is kept in which column, and how. One value per table; statements, codecs and the
 * migrations' checks are derived from these. Columns are the members' names in snake case.
 */
import type {
  CredentialsRow,
  DueRow,
  EngineRow,
  EventRow,
  HookRow,
  OperationRow,
  ResourceRow,
  SignalRow,
  SnapshotRow,
  StackRow,
} from './rows.ts';

/**
 * Whatever may hold a value that a user gave is encrypted when it is not empty: `secret` is JSON, `secretText` text. `frozen` is a resource's
 * definition, encrypted when it holds more than the template's structure, which lists of resources read of every row. What stays plain is what the
 * database is asked for: ids, names, tags, states, reasons (from which secrets were removed before), times.
 */
export type ColumnKind = 'text' | 'integer' | 'boolean' | 'json' | 'secret' | 'secretText' | 'frozen';

export function isSecret({ kind }: Column): boolean {
  return kind === 'secret' || kind === 'secretText' || kind === 'frozen';
}

export interface Column {
  readonly member: string;
  readonly name: string;
  readonly kind: ColumnKind;
}

export type TableName =
  | 'stacks'
  | 'definitions'
  | 'texts'
  | 'resources'
  | 'events'
  | 'operations'
  | 'snapshots'
  | 'credentials'
  | 'hooks'
  | 'signals'
  | 'dues'
  | 'engines';

export interface Table {
  readonly name: TableName;
  readonly key: string;
  readonly columns: readonly Column[];
  readonly byMember: ReadonlyMap<string, Column>;
  /** Columns that a put over an existing row leaves alone; `all` for rows that never change. */
  readonly keep: readonly string[] | 'all';
  /** Column with the id of the stack to report as changed, if the table has one. */
  readonly stackColumn: string | null;
}

interface Traits {
  key?: string;
  keep?: readonly string[] | 'all';
  stackColumn?: string | null;
}

function table(name: TableName, members: Record<string, ColumnKind>, traits: Traits = {}): Table {
  const columns = Object.entries(members).map(([member, kind]) => ({
    member,
    kind,
    name: member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  }));
  return {
    name,
    key: traits.key ?? 'id',
    columns,
    byMember: new Map(columns.map((column) => [column.member, column])),
    keep: traits.keep ?? [],
    stackColumn: traits.stackColumn === undefined ? 'stack_id' : traits.stackColumn,
  };
}

type Members<Row, Left extends string = never> = Record<Exclude<keyof Row, Left>, ColumnKind>;

export const STACKS = table(
  'stacks',
  {
    id: 'text',
    projectId: 'text',
    name: 'text',
    parentId: 'text',
    parentResourceId: 'text',
    rootId: 'text',
    depth: 'integer',
    action: 'text',
    status: 'text',
    reason: 'text',
    description: 'secretText',
    definitionId: 'text',
    goodDefinitionId: 'text',
    operationId: 'text',
    disableRollback: 'boolean',
    timeoutMins: 'integer',
    tags: 'json',
    ownerUserId: 'text',
    ownerUserName: 'text',
    credentialsId: 'text',
    stackUserProjectId: 'text',
    createdAt: 'integer',
    updatedAt: 'integer',
    deletedAt: 'integer',
    engineId: 'text',
    epoch: 'integer',
    takes: 'integer',
  } satisfies Members<StackRow>,
  // Ownership changes by acquire and release alone: a put made from an older read must not undo them.
  { keep: ['engine_id', 'epoch', 'takes'], stackColumn: 'id' },
);

/** A definition's large parts are in `texts`, by their hash. */
export const DEFINITIONS = table(
  'definitions',
  {
    id: 'text',
    stackId: 'text',
    templateHash: 'text',
    filesHash: 'text',
    environmentHash: 'text',
    secretParameters: 'secret',
    createdAt: 'integer',
  },
  { keep: 'all' },
);

/** Named by keyed hashes, so that equal ones are kept once and a hash tells nothing. `touchedAt` keeps a text from being purged while a definition that needs it is being written. */
export const TEXTS = table(
  'texts',
  { hash: 'text', content: 'secret', touchedAt: 'integer' },
  { key: 'hash', keep: ['content'], stackColumn: null },
);

export const RESOURCES = table('resources', {
  id: 'text',
  stackId: 'text',
  name: 'text',
  type: 'text',
  physicalId: 'text',
  physicalName: 'text',
  action: 'text',
  status: 'text',
  reason: 'text',
  properties: 'secret',
  pending: 'secret',
  definitionId: 'text',
  frozen: 'frozen',
  metadata: 'secret',
  updatePolicy: 'secret',
  deletionPolicy: 'text',
  externalId: 'text',
  requires: 'json',
  replaces: 'text',
  replacedBy: 'text',
  data: 'secret',
  attributes: 'secret',
  nestedStackId: 'text',
  startedAt: 'integer',
  createdAt: 'integer',
  updatedAt: 'integer',
} satisfies Members<ResourceRow>);

/** `seq` is the database's own. */
export const EVENTS = table(
  'events',
  {
    id: 'text',
    stackId: 'text',
    stackName: 'text',
    rootId: 'text',
    resourceName: 'text',
    resourceType: 'text',
    physicalId: 'text',
    action: 'text',
    status: 'text',
    reason: 'text',
    properties: 'secret',
    createdAt: 'integer',
  } satisfies Members<EventRow, 'seq'>,
  { keep: 'all' },
);

export const OPERATIONS = table('operations', {
  id: 'text',
  stackId: 'text',
  kind: 'text',
  state: 'text',
  request: 'secret',
  requestId: 'text',
  createdAt: 'integer',
  startedAt: 'integer',
  endedAt: 'integer',
  deadlineAt: 'integer',
} satisfies Members<OperationRow>);

export const SNAPSHOTS = table('snapshots', {
  id: 'text',
  stackId: 'text',
  name: 'text',
  status: 'text',
  reason: 'text',
  data: 'secret',
  createdAt: 'integer',
} satisfies Members<SnapshotRow>);

export const CREDENTIALS = table(
  'credentials',
  {
    id: 'text',
    projectId: 'text',
    content: 'secret',
    createdAt: 'integer',
    idleSince: 'integer',
    sharing: 'text',
    lentBy: 'text',
  } satisfies Members<CredentialsRow>,
  { stackColumn: null },
);

export const HOOKS = table('hooks', {
  id: 'text',
  stackId: 'text',
  resourceName: 'text',
  hook: 'text',
  state: 'text',
  createdAt: 'integer',
} satisfies Members<HookRow>);

export const SIGNALS = table('signals', {
  id: 'text',
  stackId: 'text',
  resourceName: 'text',
  details: 'secret',
  createdAt: 'integer',
} satisfies Members<SignalRow>);

export const DUES = table('dues', {
  id: 'text',
  stackId: 'text',
  resourceId: 'text',
  resourceName: 'text',
  what: 'text',
  dueAt: 'integer',
  createdAt: 'integer',
} satisfies Members<DueRow>);

export const ENGINES = table(
  'engines',
  {
    id: 'text',
    host: 'text',
    pid: 'integer',
    version: 'text',
    startedAt: 'integer',
    seenAt: 'integer',
    interval: 'integer',
  } satisfies Members<EngineRow>,
  { stackColumn: null },
);

/** Tables in the order in which a transaction writes them: the same in all processes, so that none waits in a circle. */
export const WRITE_ORDER: readonly Table[] = [
  STACKS,
  TEXTS,
  DEFINITIONS,
  OPERATIONS,
  CREDENTIALS,
  RESOURCES,
  SNAPSHOTS,
  HOOKS,
  SIGNALS,
  DUES,
  EVENTS,
];
