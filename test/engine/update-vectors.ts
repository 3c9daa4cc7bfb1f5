/**
 * The areas `update` and `update_apply` of the vectors, run by the real orchestrator and engine: what an update would do, as its preview says,
 * and what it really does.
 */

import { templateType } from '../../src/cli/wiring/template-types.ts';
import type { StackRequest } from '../../src/engine/orchestrator.ts';
import type { ResourceRow } from '../../src/store/rows.ts';
import { baseRegistry } from '../../src/template/environment/index.ts';
import type { ValueMap } from '../../src/template/value.ts';
import { vecConstraints } from '../template/vectors/vec-types.ts';
import type { Vector } from '../template/vectors/vector.ts';
import { House } from './house.ts';
import { vecCatalogue } from './vec-catalogue.ts';

interface Side {
  stack_name: string;
  template: string;
  parameters?: ValueMap;
  environment?: ValueMap | string;
  files?: Record<string, string>;
}

export async function openVecHouse(): Promise<House> {
  const catalogue = vecCatalogue();
  return House.open(
    { max_stacks_per_tenant: -1 },
    {
      catalogue,
      registry: baseRegistry(catalogue),
      templateType,
      questions: {
        constraint: async (_cloud, name, value) => vecConstraints[name]?.(value) ?? null,
        lookup: async (_cloud, _rule, value) => value,
      },
    },
  );
}

let count = 0;

function request(side: Side): StackRequest {
  return {
    template: side.template,
    parameters: side.parameters ?? {},
    environment: side.environment ?? {},
    files: side.files ?? {},
  };
}

async function makeOld(house: House, vector: Vector): Promise<string> {
  count += 1;
  // Names of stacks are free to choose but where physical ids are spelled in the new template.
  const name = `${(vector.old as unknown as Side).stack_name}`;
  const { stackId } = await house.orchestrator.create(house.caller({ projectId: `p${count}` }), {
    stackName: name,
    ...request(vector.old as unknown as Side),
  });
  const state = await house.rest(stackId);
  if (state !== 'CREATE_COMPLETE') throw new Error(`the old stack is ${state}: ${await house.reason(stackId)}`);
  return stackId;
}

const caller = (house: House) => house.caller({ projectId: `p${count}` });

export async function previewVector(house: House, vector: Vector): Promise<Record<string, string[]>> {
  const id = await makeOld(house, vector);
  const preview = await house.orchestrator.previewUpdate(caller(house), await house.stack(id), {
    ...request(vector.new as unknown as Side),
    showNested: vector.show_nested === true,
  });
  const fates = ['added', 'deleted', 'replaced', 'unchanged', 'updated'] as const;
  return Object.fromEntries(fates.map((fate) => [fate, preview[fate].map(({ row }) => row.name).toSorted()]));
}

export async function applyVector(
  house: House,
  vector: Vector,
): Promise<{ state: string; resources: Record<string, string> }> {
  const id = await makeOld(house, vector);
  const before = await house.rows(id);
  await house.orchestrator.update(caller(house), await house.stack(id), {
    ...request(vector.new as unknown as Side),
    disableRollback: true,
  });
  const state = await house.rest(id);
  const after = await house.rows(id);
  const resources: Record<string, string> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    resources[name] = fateOf(before[name], after[name]);
  }
  return { state, resources };
}

function fateOf(before: ResourceRow | undefined, after: ResourceRow | undefined): string {
  if (after === undefined) return 'deleted';
  if (before === undefined) return after.status === 'COMPLETE' ? 'created' : 'failed';
  if (before.id !== after.id) return 'replaced';
  if (after.action !== 'UPDATE') return 'kept';
  return after.status === 'COMPLETE' ? 'updated' : 'failed';
}
