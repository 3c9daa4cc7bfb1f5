import { describe, expect, it } from 'vitest';
import { HeatError } from '../../../src/errors.ts';
import {
  checkingStack,
  checkStack,
  parseTemplate,
  printDiagnostic,
  validateTemplate,
} from '../../../src/template/index.ts';
import { resolveParameters } from '../../../src/template/parameters/index.ts';
import type { ResourceTypeSchema } from '../../../src/template/schema/types.ts';

const SERVER: ResourceTypeSchema = {
  name: 'Test::Server',
  properties: { image: { type: 'string', required: true }, count: { type: 'integer' } },
  attributes: { address: {} },
  updatePolicy: {},
  support: { status: 'SUPPORTED' },
  deletionPolicies: ['Delete', 'Retain'],
  translation: [],
};

const TEXT = `heat_template_version: 2021-04-16
parameters:
  image: {type: string, default: x}
  unused: {type: string, default: y}
resources:
  first:
    type: Test::Sever
  second:
    type: Test::Server
    properties:
      imag: {get_param: image}
      image: a
      count: many
  third:
    type: Test::Server
    depends_on: secnd
    properties: {image: {get_attr: [second, adress]}}
  fourth: {type: Test::Server, properties: {image: {get_resource: fourth}}}
outputs:
  out: {valeu: 1}
`;

function options(template: ReturnType<typeof parseTemplate>) {
  const identity = { stackName: 's', stackId: 'i', projectId: 'p' };
  return {
    parameters: resolveParameters(template.parameterSchemas, { kind: template.kind, ...identity }),
    typeNames: () => [SERVER.name],
    typeOf(type: string) {
      if (type === SERVER.name) return SERVER;
      throw new HeatError('EntityNotFound', `The Resource Type (${type}) could not be found.`);
    },
  };
}

describe('validation', () => {
  const template = parseTemplate(TEXT);

  it('says what is wrong with a property in the frame that clients of Heat look for, and plainly to authors', () => {
    const wrong = parseTemplate(
      'heat_template_version: 2021-04-16\nresources: {web: {type: Test::Server, properties: {image: a, count: many}}}',
    );
    const [finding] = validateTemplate(wrong, options(wrong));
    expect(finding?.message).toMatch(/^resources\.web\.properties\.count: .*many/);
    expect(() => checkStack(wrong, options(wrong))).toThrow(
      /^Property error: resources\.web\.properties\.count: .*many/,
    );
  });

  it('finds everything at once, with places and suggestions', () => {
    const found = validateTemplate(template, options(template)).map(({ code, start, suggestion }) => [
      code,
      start?.line,
      suggestion,
    ]);
    expect(found).toEqual(
      expect.arrayContaining([
        ['unknown-resource-type', 7, 'Test::Server'],
        ['unknown-property', 11, 'image'],
        ['invalid-property', 13, undefined],
        ['invalid-reference', 16, 'second'],
        ['invalid-function-arguments', 17, undefined],
        ['circular-dependency', undefined, undefined],
        ['invalid-output', 20, undefined],
        ['unused-parameter', 4, undefined],
      ]),
    );
    expect(found).toHaveLength(8);
  });

  it('fails as Heat does with the first error, at its place', () => {
    try {
      checkStack(template, options(template));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'StackValidationFailed', diagnostics: [{ start: { line: 7, column: 11 } }] });
    }
  });

  it('prints what people can read', () => {
    const [diagnostic] = validateTemplate(template, options(template));
    if (diagnostic === undefined) throw new Error('Nothing was found.');
    expect(printDiagnostic(diagnostic, TEXT, { file: 'a.yaml' }).split('\n')).toEqual([
      'error[unknown-resource-type] a.yaml:7:11',
      '  The Resource Type (Test::Sever) could not be found.',
      '  7 |     type: Test::Sever',
      '    |           ^^^^^^^^^^^',
      '  did you mean `Test::Server`?',
    ]);
  });

  it('says nothing of a template that is right', () => {
    const good = parseTemplate(
      'heat_template_version: 2021-04-16\nresources:\n  a: {type: "Test::Server", properties: {image: i}}\n',
    );
    expect(validateTemplate(good, options(good))).toEqual([]);
    expect(checkStack(good, options(good)).order).toEqual(['a']);
  });
});

describe('a stack checked in steps', () => {
  const many = (broken: boolean) =>
    parseTemplate({
      heat_template_version: '2021-04-16',
      resources: Object.fromEntries(
        Array.from({ length: 100 }, (_, i) => [
          `r${i}`,
          { type: 'Test::Server', properties: { image: 'x', ...(broken && i === 99 ? { count: 'many' } : {}) } },
        ]),
      ),
    });

  function inSteps(template: ReturnType<typeof parseTemplate>) {
    const steps = checkingStack(template, options(template));
    for (let count = 0; ; count++) {
      const { done, value } = steps.next();
      if (done) return { value, count };
    }
  }

  it('may be interrupted at every resource, and comes to the same', () => {
    const template = many(false);
    const { value, count } = inSteps(template);
    expect(count).toBeGreaterThan(200);
    expect(value.order).toEqual(checkStack(template, options(template)).order);
  });

  it('ends with the same error', () => {
    const template = many(true);
    const error = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (thrown) {
        return thrown;
      }
    };
    const expected = error(() => checkStack(template, options(template)));
    expect(expected).toBeInstanceOf(HeatError);
    expect(error(() => inSteps(template))).toEqual(expected);
  });
});
