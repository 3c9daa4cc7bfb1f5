import { expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/template/diagnostics/diagnostic.ts';
import { withWhereabouts } from '../../../src/template/diagnostics/whereabouts.ts';

const of = (diagnostic: Partial<Diagnostic>): Diagnostic[] => [
  { code: 'invalid-resource', severity: 'error', message: '', ...diagnostic },
];
const start = { line: 7, column: 11 };

it.each([
  ['nothing is known of the place', 'Wrong.', [], 'Wrong.'],
  [
    'the place is known',
    'Wrong.',
    of({ path: ['resources', 'web'], start }),
    'Wrong. (resources.web, line 7, column 11)',
  ],
  ['there is no text', 'Wrong.', of({ path: ['resources', 'web', 'type'] }), 'Wrong. (resources.web.type)'],
  [
    'the message begins with the place',
    'resources.web: Wrong.',
    of({ path: ['resources', 'web'] }),
    'resources.web: Wrong.',
  ],
  [
    'the message names the thing',
    'The Parameter (p) is wrong.',
    of({ path: ['parameters', 'p'] }),
    'The Parameter (p) is wrong.',
  ],
  ['the message tells the line', 'Wrong (line 7, column 11).', of({ start }), 'Wrong (line 7, column 11).'],
  ['another file is meant', 'Wrong.', of({ file: 'server.yaml', start }), 'Wrong. (server.yaml, line 7, column 11)'],
  ['something else was meant', 'No A.', of({ suggestion: 'B', start }), 'No A. (line 7, column 11, did you mean B?)'],
])('a message where %s', (_case, message, diagnostics, whole) => {
  expect(withWhereabouts(message, diagnostics)).toBe(whole);
});
