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

  it('warns of a key that is there twice, of which the last counts', () => {
    const body = `resources:
  a: {type: OS::Heat::None, metadata: {<<: {x: 1}, <<: {y: 1}, z: [{x: 1}, {x: 2}]}}
  b:
    type: OS::Heat::None
    type: OS::Heat::RandomString
  a: {type: OS::Heat::None, metadata: {"k": {}, k: 1, k: 2}}
`;
    expect(lint(body)).toEqual(['duplicate-key 6:5', 'duplicate-key 7:3', 'duplicate-key 7:49']);
    const [first] = lintTemplate(HEAD + body, { types: referenceTypes });
    expect(first?.message).toBe('The key type is there already, in line 5: what it says there is lost.');
    expect(
      lintTemplate(
        '{"heat_template_version": "2018-08-31", "resources": {}, "resources": {"a": {"type": "OS::Heat::None"}}}',
        {
          types: referenceTypes,
        },
      ),
    ).toMatchObject([{ code: 'duplicate-key', start: { line: 1, column: 59 } }]);
  });

  it.each([
    ['resources: 3', 'invalid-section 2:12'],
    ['resources: {a: 3, b: {type: OS::Heat::Non}}', 'unknown-resource-type 2:29 OS::Heat::None'],
    ['conditions: 3\nresources: {b: {type: OS::Heat::Non}}', 'unknown-resource-type 3:23 OS::Heat::None'],
  ])('goes on after a section that is none: %j', (body, told) => {
    expect(lint(`${body}\n`)).toContain(told);
  });

  it('warns of functions without a space after their colon', () => {
    const body = `parameters: {x: {type: string, default: a}}
resources:
  a: {type: OS::Heat::Value, properties: {value: [{get_param:x}, {get_param: x}, "get_param:x", {other:x}, {get_param:x, y: 1}]}}
`;
    expect(lint(body)).toEqual(['unknown-function 4:52 get_param: x']);
  });

  it('warns of placeholders that their text does not have', () => {
    const replaced = (args: string) =>
      lint(`resources: {a: {type: OS::Heat::Value, properties: {value: {str_replace: ${args}}}}}\n`, {
        files: { 'a.sh': 'echo $there' },
      });
    expect(replaced('{template: a $b, params: {$b: 1, $c: 2}}')).toEqual(['idle-placeholder 2:111']);
    expect(replaced('{template: {get_file: a.sh}, params: {$there: 1, $here: 1}}')).toEqual(['idle-placeholder 2:130']);
    // What the text will be is not written in the template.
    expect(replaced('{template: {list_join: ["", [a]]}, params: {b: 1}}')).toEqual([]);
    expect(replaced('{template: a, params: {map_merge: [{a: 1}]}}')).toEqual([]);
  });

  it('warns of custom constraints that there are not', () => {
    const body = `parameters:
  x: {type: string, constraints: [{custom_constraint: nova.flavour}, {custom_constraint: nova.flavor}, {length: {max: 9}}]}
resources: {a: {type: OS::Heat::Value, properties: {value: {get_param: x}}}}
`;
    expect(lint(body)).toEqual([]);
    expect(lint(body, { constraints: new Set(['nova.flavor']) })).toEqual(['unknown-constraint 3:55 nova.flavor']);
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
