import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { functionTable } from './function-table.ts';

it('the documentation has the functions of every version', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/templates.md'), 'utf8');
  expect(page).toContain(functionTable());
});
