import { describe, expect, it } from 'vitest';
import { anything, type LintOptions, lintTemplate, printDiagnostic } from '../../../src/template/index.ts';
import { referenceTypes } from '../reference-types.ts';

const HEAD = 'heat_template_version: 2018-08-31\n';

/** Each finding as `code line:column suggestion`. */
function lint(body: string, options: Partial<LintOptions> = {}): string[] {
  return lintTemplate(HEAD + body, { types: referenceTypes, ...options }).map(
    ({ code, start, suggestion }) =>
      `${code} ${start === undefined ? '-' : `${start.line}:${start.column}`}${suggestion === undefined ? '' : ` ${suggestion}`}`,
  );
}

describe('the linter', () => {
  it('has nothing to say of a good template', () => {
    expect(
      lint(
        'parameters:\n  x: {type: string}\nresources:\n  a: {type: OS::Heat::Value, properties: {value: {get_param: x}}}\n',
      ),
    ).toEqual([]);
  });

  it('finds everything at once, in the order of the text', () => {
    const body = `parameters:
  image: {type: string}
  size: {type: numbr}
resources:
  web:
    type: OS::Nova::Sever
  db:
    type: OS::Nova::Server
    propertys: {}
    properties:
      imag: {get_param: image}
      flavor: {get_param: flavour}
      name: {get_resource: wbe}
      user_data: {get_file: boot.sh}
      networks: none
outputs:
  ip: {value: {get_attr: [db, first_adress]}}
`;
    expect(lint(body)).toEqual([
      'invalid-parameter-schema 4:3',
      'unknown-resource-type 7:11 OS::Nova::Server',
      'invalid-resource 10:5 properties',
      'unknown-property 12:7 image',
      'invalid-reference 13:27',
      'invalid-reference 14:28 web',
      'missing-file 15:29',
      'invalid-property 16:17',
      'invalid-reference 18:16 first_address',
    ]);
  });

  it('says nothing twice', () => {
    const body =
      'resources:\n  a: {type: OS::Heat::Value, properties: {value: [{get_resource: b}, {get_resource: c}]}}\n';
    expect(lint(body)).toEqual(['invalid-reference 3:66', 'invalid-reference 3:85']);
  });

  it('looks at a template before its parameters have values', () => {
    const body = `parameters:
  wanted: {type: boolean}
  list: {type: comma_delimited_list}
conditions:
  is_on: {equals: [{get_param: wanted}, true]}
resources:
  a:
    type: OS::Heat::Value
    condition: is_on
    properties: {value: {str_replace: {template: x, params: {x: {get_param: [list, 0]}}}}}
  b:
    type: OS::Heat::RandomString
    properties: {length: {get_param: list}, lenght: 3}
`;
    expect(lint(body)).toEqual(['unknown-property 14:45 length']);
    expect(lint(body, { complete: true })).toEqual([
      'invalid-parameter 3:3',
      'invalid-parameter 4:3',
      'unknown-property 14:45 length',
    ]);
  });

  it('holds values against their constraints', () => {
    const body =
      'parameters:\n  n: {type: number, constraints: [{range: {max: 3}}]}\nresources: {a: {type: OS::Heat::Value, properties: {value: {get_param: n}}}}\n';
    expect(lint(body, { environment: { parameters: { n: 4 } } })).toEqual(['invalid-parameter 3:3']);
    expect(lint(body, { environment: { parameters: { m: 4 } } })[0]).toMatch(/^unknown-parameter/);
    expect(lint(body, { environment: { parameters: [] as never } })).toEqual(['invalid-environment -']);
  });

  it('names the circle in which resources wait', () => {
    const body = 'resources:\n  a: {type: OS::Heat::None, depends_on: b}\n  b: {type: OS::Heat::None, depends_on: a}\n';
    expect(lint(body)).toEqual(['circular-dependency 3:3']);
  });

  it('knows a type by its name only, and leaves it alone', () => {
    const known = anything('OS::Some::Thing');
    const types = { get: (name: string) => (name === known.name ? known : undefined), names: () => [known.name] };
    const body =
      'resources:\n  a: {type: "OS::Some::Thing", properties: {x: 1}}\noutputs: {o: {value: {get_attr: [a, y]}}}\n';
    expect(lint(body, { types, isOnlyKnown: (type) => type === known })).toEqual(['type-not-offered 3:14']);
    expect(lint(body.replace('Thing', 'Thin'), { types })).toEqual(['unknown-resource-type 3:14 OS::Some::Thing']);
  });

  it('takes templates for types', () => {
    const body = 'resources:\n  a: {type: one.yaml, properties: {size: 1, colour: red}}\n  b: {type: two.yaml}\n';
    const files = { 'one.yaml': `${HEAD}parameters: {size: {type: number}}\n` };
    expect(lint(body, { files })).toEqual(['unknown-property 3:45', 'missing-file 4:13']);
  });

  it('warns of what is doubtful', () => {
    const body =
      'parameters:\n  x: {type: string}\nresources:\n  a: {type: OS::Heat::Value, properties: {value: {get_parm: x}}}\n  b: {type: OS::Nova::FloatingIP, properties: {pool: a}}\n';
    expect(lint(body)).toEqual(['unused-parameter 3:3', 'unknown-function 5:51 get_param', 'deprecated-type 6:13']);
  });

  it.each([
    ['{', 'invalid-yaml 1:2'],
    ['a: [', 'invalid-yaml 1:5'],
    ['- a', 'not-a-map 1:1'],
    ['resources: {}', 'missing-version 1:1'],
    ['heat_template_version: 2018-03-03', 'unknown-version 1:24 2018-03-02'],
  ])('says of %j what it is', (text, expected) => {
    const [first] = lintTemplate(text, { types: referenceTypes });
    const { code, start, suggestion } = first ?? { code: '' };
    expect(`${code} ${start?.line}:${start?.column}${suggestion === undefined ? '' : ` ${suggestion}`}`).toBe(expected);
  });
});

describe('a finding for people', () => {
  it('shows the line, the spot, and what was meant', () => {
    const text = `${HEAD}resources:\n  web:\n    type: OS::Nova::Sever\n`;
    const [finding] = lintTemplate(text, { types: referenceTypes });
    expect(printDiagnostic(finding as never, text, { file: 'a.yaml' })).toBe(
      [
        'error[unknown-resource-type] a.yaml:4:11',
        '  The Resource Type (OS::Nova::Sever) could not be found.',
        '  4 |     type: OS::Nova::Sever',
        '    |           ^^^^^^^^^^^^^^^',
        '  did you mean `OS::Nova::Server`?',
      ].join('\n'),
    );
  });
});
