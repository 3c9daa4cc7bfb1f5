import { expect, it } from 'vitest';
import { Links } from '../../../../src/api/native/links.ts';
import { shownStack } from '../../../../src/api/native/views/stack-view.ts';
import type { StackView } from '../../../../src/engine/orchestrator.ts';
import type { StackRow } from '../../../../src/store/rows.ts';
import { stackRow } from '../../fake-rows.ts';

it.each<[StackRow['action'], StackRow['status'], boolean]>([
  ['CREATE', 'COMPLETE', true],
  ['DELETE', 'IN_PROGRESS', true],
  ['DELETE', 'FAILED', true],
  ['DELETE', 'COMPLETE', false],
])('a stack that is %s_%s shows outputs: %s', (action, status, shows) => {
  const output = { key: 'o', description: '', value: 1 };
  const view = { row: { ...stackRow(), action, status }, outputs: [output] } as unknown as StackView;
  const shown = shownStack(view, new Links('http://heat.test'));
  expect(shown['stack_status']).toBe(`${action}_${status}`);
  expect(shown['outputs']).toEqual(shows ? [{ output_key: 'o', description: '', output_value: 1 }] : undefined);
});
