import { describe, expect, it } from 'vitest';
import { type Canvas, draw } from '../../src/cli/progress/lines.ts';
import type { Branch } from '../../src/cli/progress/tree.ts';
import { resourceRow, stackRow } from '../api/fake-rows.ts';

const SPAN = { began: 1000, ended: 3500 };
const CANVAS: Canvas = { width: 60, height: 20, colour: false, now: 3500 };

function branch(name: string, change: Parameters<typeof resourceRow>[0] = {}, below: Branch[] = []): Branch {
  return { row: resourceRow({ name, id: name, ...change }), below };
}

describe('the picture of a stack', () => {
  it('shows each resource with its state, nested ones below their owner', () => {
    const tree = {
      stack: stackRow({ status: 'IN_PROGRESS' }),
      span: { began: 1000, ended: null },
      branches: [
        branch('net', { type: 'OS::Neutron::Net' }),
        branch('group', { type: 'file:///home/me/server.yaml', status: 'IN_PROGRESS' }, [
          branch('inner', { status: 'FAILED', reason: 'No room\nfor it' }),
          branch('later', { action: 'INIT' }),
        ]),
      ],
    };
    expect(draw(tree, CANVAS)).toEqual([
      'web  CREATE_IN_PROGRESS  1/4  2.5 s',
      '  ✔ net           OS::Neutron::Net',
      '  ◐ group         server.yaml',
      '  ✖   inner       No room',
      '  ·   later       OS::Nova::Server',
    ]);
  });

  it('has room for what matters first', () => {
    const branches = Array.from({ length: 50 }, (_, n) =>
      branch(`r${n}`, n === 40 ? { status: 'FAILED', reason: 'bad' } : n === 45 ? { status: 'IN_PROGRESS' } : {}),
    );
    const lines = draw({ stack: stackRow(), span: SPAN, branches }, { ...CANVAS, height: 6 });
    expect(lines.map((line) => line.trim().split(/\s+/)[1])).toEqual([
      'CREATE_COMPLETE',
      'r0',
      'r1',
      'r40',
      'r45',
      'and',
    ]);
    expect(lines.at(-1)).toBe('    … and 46 more');
  });

  it('keeps within the width', () => {
    const [, line] = draw(
      { stack: stackRow(), span: SPAN, branches: [branch('x'.repeat(80))] },
      { ...CANVAS, width: 30 },
    );
    expect(line).toHaveLength(30);
  });
});
