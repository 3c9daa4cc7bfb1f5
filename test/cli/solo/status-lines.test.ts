import { describe, expect, it } from 'vitest';
import type { StackTree } from '../../../src/cli/progress/tree.ts';
import { statusLines } from '../../../src/cli/solo/status-lines.ts';
import type { ResourceRow, StackRow } from '../../../src/store/rows.ts';

const stack = { id: 'the-id', name: 'web', action: 'UPDATE', status: 'FAILED', createdAt: 0, updatedAt: 60_000 };
const reason = `Resource UPDATE failed: ${'a long sentence '.repeat(20)}end`;
const row = (name: string, more: Partial<ResourceRow>) =>
  ({
    id: name,
    name,
    type: 'OS::Nova::Server',
    action: 'CREATE',
    status: 'COMPLETE',
    physicalId: null,
    ...more,
  }) as ResourceRow;
const tree: StackTree = {
  stack: { ...stack, reason: 'whole reason' } as StackRow,
  span: { began: 60_000, ended: 62_500 },
  branches: [
    {
      row: row('group', { type: 'OS::Heat::ResourceGroup' }),
      below: [{ row: row('0', { physicalId: 'vm-0' }), below: [] }],
    },
    { row: row('bad', { status: 'FAILED', reason }), below: [] },
  ],
};

describe('hearth status', () => {
  const attributes = new Map([
    ['0', { networks: { private: ['10.0.0.5', 'fd00::5'], other: ['10.0.0.5'] }, name: 'x' }],
  ]);
  const lines = statusLines(tree, { colour: false, width: 60, now: 0, attributes });

  it('shows state, ids and addresses, each once', () => {
    expect(lines.slice(0, 3)).toEqual([
      'web  UPDATE_FAILED  1970-01-01T00:01:00Z, took 2.5 s',
      '  id the-id',
      '  whole reason',
    ]);
    expect(lines).toContain('  ✔   0    OS::Nova::Server         vm-0  10.0.0.5 fd00::5');
  });

  it('shows reasons whole, in lines', () => {
    const at = lines.findIndex((line) => line.includes('✖ bad'));
    const told = lines.slice(at + 1);
    expect(told.map((line) => line.trim()).join(' ')).toBe(reason);
    for (const line of told) expect(line.length).toBeLessThanOrEqual(60);
  });
});
