import { HeatError } from '../../errors.ts';
import { Unknown } from '../../template/schema/types.ts';
import { isMap, maps, type Value, type ValueMap } from '../../template/value.ts';
import { needed, nestedVerbs } from '../nested.ts';
import { ownType } from '../own-type.ts';
import {
  integer,
  length,
  list,
  map,
  number,
  oneOf,
  preset,
  range,
  required,
  since,
  text,
  update,
} from '../terms/index.ts';
import type { NestedDefinition, Properties, ResourceOperation } from '../type.ts';
import { groupAttribute } from './group-attributes.ts';
import {
  checkText,
  groupTemplate,
  type MemberDefinition,
  memberDefinition,
  memberNames,
  membersOf,
  nextBatch,
  type Rolling,
  sameDefinition,
} from './group-template.ts';

/** Names used up, kept under the name that Heat gives the note. */
const SKIPPED = 'name_blacklist';
/** Policy under way: `create` or `update`; and whether it pauses before its next batch, or has. */
const ROLLING = 'rolling';
const PAUSE = 'pause';
type Pause = 'on' | 'over';

const verbs = nestedVerbs((op) => ({ template: wholeTemplate(op), parameters: {} }));

export const resourceGroup = ownType({
  name: 'OS::Heat::ResourceGroup',
  description: 'Several resources of one definition.',
  ...since('2014.1'),
  nestedStack: true,
  properties: {
    count: integer('How many.', preset(1), range(0), update),
    index_var: text(
      "Text that stands for the member's name in the definition.",
      preset('%index%'),
      length(3),
      since('2014.2'),
    ),
    removal_policies: list(
      'Members to be removed first when the group shrinks, or to be replaced.',
      preset([]),
      update,
      since('2015.1'),
      {
        resource_list: list('Names or reference ids of members.', preset([])),
      },
    ),
    removal_policies_mode: text(
      'Whether the names add to those removed earlier (append) or take their place (update).',
      preset('append'),
      oneOf('append', 'update'),
      update,
      since('10.0.0'),
    ),
    resource_def: map('Definition of each member.', required, update, {
      metadata: map('Their metadata.', since('5.0.0')),
      properties: map('Their properties.'),
      type: text('Type of the members.', required),
    }),
  },
  attributes: {
    attributes: map('An attribute of all members by member name.', since('2014.2')),
    refs: list('Reference ids of the members.'),
    refs_map: map('Reference ids by member name.', since('7.0.0')),
    removed_rsrc_list: list('Names that are not used any more.', since('7.0.0')),
  },
  updatePolicy: {
    batch_create: map('Members are created in batches.', since('5.0.0'), {
      max_batch_size: integer('Members created at once.', preset(1), range(1)),
      pause_time: number('Seconds between batches.', preset(0), range(0)),
    }),
    rolling_update: map('Members are updated in batches.', since('5.0.0'), {
      max_batch_size: integer('Members updated at once.', preset(1), range(1)),
      min_in_service: integer('Members that stay untouched while a batch is updated.', preset(0), range(0)),
      pause_time: number('Seconds between batches.', preset(0), range(0)),
    }),
  },
  ...verbs,
  dynamicAttributes: true,
  nestedMembers: ({ count }) => (count instanceof Unknown ? undefined : sizeOf({ count: count ?? 1 })),
  nestedTemplate({ properties, forValidation }) {
    const { count } = properties;
    const def = needed(properties.resource_def);
    if (!isMap(def)) return undefined;
    // One stands for all; and a group of none may be of a type that is not there.
    const size = typeof count === 'number' ? (forValidation ? Math.min(count, 1) : count) : 1;
    if (forValidation && size === 0) return undefined;
    const indexVar = typeof properties.index_var === 'string' ? properties.index_var : '%index%';
    const names = memberNames(size, new Set());
    const definition = definitionOf({ resource_def: def });
    checkText(typeof count === 'number' ? count : 1, definition);
    return {
      template: groupTemplate(names.map((name) => [name, memberDefinition(name, definition, indexVar)] as const)),
      parameters: {},
    };
  },
  nestedPlace: ([_section, _member, ...rest]) => ['resource_def', ...rest],
  async create(op) {
    await op.nested.admit(sizeOf(op.properties));
    await updateSkipped(op);
    const policy = policyOf(op.updatePolicy.batch_create);
    if (policy === null || sizeOf(op.properties) === 0) return verbs.create(op);
    checkPauses(op, policy);
    op.setData(ROLLING, 'create');
    const first = nextBatch(new Map(), rollingOf(op, policy)) ?? [];
    return op.nested.create({ template: groupTemplate(first), parameters: {} });
  },
  created: rolled,
  async finally(op) {
    await updateSkipped(op);
    return { template: wholeTemplate(op), parameters: {} };
  },
  async update(op) {
    await op.nested.admit(sizeOf(op.properties));
    await updateSkipped(op);
    const policy = op.changed.includes('resource_def') ? policyOf(op.updatePolicy.rolling_update) : null;
    if (policy === null) {
      op.setData(ROLLING, null);
      if (op.data.has(PAUSE)) {
        op.setData(PAUSE, null);
        op.setDue(PAUSE, null);
      }
      return op.nested.update({ template: wholeTemplate(op), parameters: {} });
    }
    checkPauses(op, policy);
    op.setData(ROLLING, 'update');
    // Begun again, by another process or with another definition: a pause is a pause.
    if (op.data.get(PAUSE) === 'on') return;
    const present = membersOf(await op.nested.template());
    const rolling = rollingOf(op, policy);
    await op.nested.update(await batchDefinition(op, rolling, nextBatch(present, rolling) ?? [...present]));
  },
  updated: rolled,
  async onDue(op) {
    if (op.data.get(PAUSE) === 'on') op.setData(PAUSE, 'over' satisfies Pause);
  },
  attribute: (op, name) => attributeAt(op, name, []),
  attributeAt,
});

async function attributeAt(op: ResourceOperation, name: string, path: Value[]): Promise<Value> {
  if (name === 'removed_rsrc_list') return [...skippedNames(op)];
  return groupAttribute(op, memberNames(sizeOf(op.properties), skippedNames(op)), name, path);
}

/** One batch after the other, each once the one before has settled and the pause is over. */
async function rolled(op: ResourceOperation): Promise<boolean> {
  const pause = op.data.get(PAUSE) as Pause | undefined;
  if (pause === 'on') return false;
  if (pause === 'over') op.setData(PAUSE, null);
  else if (!(await op.nested.settled())) return false;

  const kind = op.data.get(ROLLING);
  if (kind === undefined) return true;
  const policy = policyOf(kind === 'create' ? op.updatePolicy.batch_create : op.updatePolicy.rolling_update);
  const present = membersOf(await op.nested.template());
  const batch = policy === null ? null : nextBatch(present, rollingOf(op, policy));
  if (policy === null || batch === null) {
    op.setData(ROLLING, null);
    return true;
  }
  if (policy.pause > 0 && pause === undefined) {
    op.setData(PAUSE, 'on' satisfies Pause);
    op.setDue(PAUSE, op.now() + policy.pause * 1000);
    return false;
  }
  await op.nested.update(await batchDefinition(op, rollingOf(op, policy), batch));
  return false;
}

/** As long as members are of the old definition, they need the files that it speaks of. */
async function batchDefinition(
  op: ResourceOperation,
  { define }: Rolling,
  batch: readonly (readonly [string, ValueMap])[],
): Promise<NestedDefinition> {
  const definition = { template: groupTemplate(batch), parameters: {} };
  if (batch.every(([name, member]) => sameDefinition(member, define(name)))) return definition;
  return { ...definition, files: { ...(await op.nested.files()), ...(await op.files()) } };
}

interface Policy {
  maxBatchSize: number;
  minInService: number;
  /** Seconds. */
  pause: number;
}

function policyOf(policy: Value | undefined): Policy | null {
  if (!isMap(policy)) return null;
  const { max_batch_size: size, min_in_service: least, pause_time: pause } = policy;
  return { maxBatchSize: Number(size ?? 1), minInService: Number(least ?? 0), pause: Number(pause ?? 0) };
}

function rollingOf(op: ResourceOperation, { maxBatchSize, minInService }: Policy): Rolling {
  const definition = definitionOf(op.properties);
  checkText(sizeOf(op.properties), definition);
  const indexVar = String(needed(op.properties.index_var) ?? '%index%');
  return {
    target: sizeOf(op.properties),
    maxBatchSize,
    minInService,
    skipped: skippedNames(op),
    define: (name) => memberDefinition(name, definition, indexVar),
  };
}

/** Pauses that alone take longer than the stack has cannot end well. */
function checkPauses(op: ResourceOperation, { maxBatchSize, pause }: Policy): void {
  const minutes = op.stack.timeoutMins ?? 60;
  const batches = Math.ceil(sizeOf(op.properties) / maxBatchSize);
  if (pause * Math.max(batches - 1, 0) >= minutes * 60) {
    throw new HeatError('ValueError', 'The current update policy will result in stack update timeout.');
  }
}

function wholeTemplate(op: ResourceOperation): ValueMap {
  const { define, target, skipped } = rollingOf(op, { maxBatchSize: 1, minInService: 0, pause: 0 });
  return groupTemplate(memberNames(target, skipped).map((name) => [name, define(name)] as const));
}

function sizeOf({ count }: Properties): number {
  return Number(needed(count) ?? 1);
}

function definitionOf({ resource_def: def }: Properties): MemberDefinition {
  const given = needed(def);
  const { type, properties, metadata } = isMap(given) ? given : {};
  return { type: String(needed(type)), properties: mapOrNull(properties), metadata: mapOrNull(metadata) };
}

function mapOrNull(value: Value | undefined): ValueMap | null {
  const known = needed(value);
  return isMap(known) ? known : null;
}

function skippedNames(op: ResourceOperation): Set<string> {
  return new Set((op.data.get(SKIPPED) ?? '').split(',').filter((name) => name !== ''));
}

/** Adds what the removal policies name: by member name, by reference id, or by the id that lists of resources show. */
async function updateSkipped(op: ResourceOperation): Promise<void> {
  const before = skippedNames(op);
  const { removal_policies: policies, removal_policies_mode: mode } = op.properties;
  const named = maps(needed(policies)).flatMap(({ resource_list: list }) => {
    const members = needed(list);
    return Array.isArray(members) ? members : [];
  });
  const after = new Set(mode === 'update' ? [] : before);
  if (named.length > 0) {
    const members = op.physicalId === null ? [] : ((await op.nested.members()) ?? []);
    for (const one of named.map(needed)) {
      const name = String(one);
      const isName = before.has(name) || op.physicalId === null || members.some((member) => member.name === name);
      const found = isName
        ? name
        : members.find(({ referenceId, physicalId }) => [referenceId, physicalId].includes(name))?.name;
      if (found !== undefined) after.add(found);
    }
  }
  const text = [...after].sort().join(',');
  if (text !== [...before].sort().join(',')) op.setData(SKIPPED, text === '' ? null : text);
}
