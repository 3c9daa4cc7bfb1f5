/** Texts of errors that clients match. */
import { describe, expect, it } from 'vitest';
import { HeatError } from '../../../src/errors.ts';
import { StackTexts } from '../../../src/template/expression/effort.ts';
import { bind, parseTemplate } from '../../../src/template/index.ts';
import { resolveParameters } from '../../../src/template/parameters/index.ts';
import { propertyError } from '../../../src/template/properties/index.ts';

const failed = (message: string) => new HeatError('StackValidationFailed', message);

describe('an error of a property', () => {
  it('says where in brackets for lists', () => {
    const problem = { path: ['networks', 0, 'port'], error: failed("Error validating value 'v': Not there.") };
    expect(propertyError(problem, ['resources', 'web', 'properties']).message).toBe(
      "Property error: resources.web.properties.networks[0].port: Error validating value 'v': Not there.",
    );
  });

  it('says of the map that a key in it is unknown', () => {
    const problem = { path: ['k'], error: failed('Unknown Property k') };
    expect(propertyError(problem, ['resources', 'x', 'properties']).message).toBe(
      'Property error: resources.x.properties: Unknown Property k',
    );
  });
});

it('a condition whose expression does not fit is the template’s fault', () => {
  const template = parseTemplate(
    'heat_template_version: 2021-04-16\nconditions: {c: {yaql: {expression: "$.data.nothing()", data: 1}}}\nresources: {}\n',
  );
  const parameters = resolveParameters(new Map(), { kind: 'hot', stackName: 's', stackId: 'i', projectId: 'p' });
  const { conditions } = bind(template, { parameters });
  expect(() => conditions.isEnabled('c')).toThrow(
    expect.objectContaining({ status: 400, message: expect.stringContaining('conditions.c: ') }),
  );
});

it('texts of a whole stack have an end, though each is shared', () => {
  const texts = new StackTexts();
  const text = 'x'.repeat(400_000);
  expect(() => {
    for (let i = 0; i < 900; i++) texts.add({ value: [text] });
  }).toThrow(expect.objectContaining({ code: 'RequestLimitExceeded' }));
});
