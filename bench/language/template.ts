/**
 * The template that is measured: groups of five resources that refer to each other, ten groups in a row each to the one before it, with parameters,
 * functions, conditions and outputs. Types need no cloud, so that two implementations can validate all of it.
 * A resource takes 200 bytes, near enough: 2,500 of them make 500 KB.
 */
export const GROUP = 5;
/** Groups in a row that refer to the one before. */
const CHAIN = 10;

export function languageTemplate(resources: number): string {
  const lines = [
    'heat_template_version: 2018-08-31',
    'description: What the benchmark of the language measures.',
    'parameters:',
    '  prefix: {type: string, default: web, constraints: [{length: {min: 1, max: 20}}, {allowed_pattern: "[a-z]+"}]}',
    '  size: {type: number, default: 24, constraints: [{range: {min: 8, max: 64}}]}',
    '  wait: {type: number, default: 0}',
    '  production: {type: boolean, default: true}',
    'conditions:',
    '  is_production: {equals: [{get_param: production}, true]}',
    'resources:',
  ];
  for (let i = 0; i < resources / GROUP; i++) lines.push(...group(i));
  lines.push('outputs:');
  for (let i = 0; i < resources / GROUP; i += 10) {
    lines.push(`  text_${i}:`, `    value: {get_attr: [joined_${i}, value]}`);
  }
  return `${lines.join('\n')}\n`;
}

function group(i: number): string[] {
  const before = i % CHAIN === 0 ? '{get_param: prefix}' : `{get_attr: [joined_${i - 1}, value]}`;
  return [
    `  secret_${i}:`,
    '    type: OS::Heat::RandomString',
    '    properties:',
    '      length: {get_param: size}',
    '      character_classes: [{class: lowercase, min: 4}, {class: digits}]',
    `  name_${i}:`,
    '    type: OS::Heat::Value',
    '    properties:',
    '      type: string',
    '      value:',
    '        str_replace:',
    '          template: prefix-secret',
    `          params: {prefix: {get_param: prefix}, secret: {get_resource: secret_${i}}}`,
    `  probe_${i}:`,
    '    type: OS::Heat::TestResource',
    `    depends_on: secret_${i}`,
    '    properties:',
    `      value: {get_attr: [name_${i}, value]}`,
    '      wait_secs: {if: [is_production, {get_param: wait}, 1]}',
    '      update_replace: false',
    `    metadata: {group: "${i}"}`,
    `  twin_${i}:`,
    '    type: OS::Heat::TestResource',
    '    properties:',
    `      value: {list_join: ["-", [{get_param: prefix}, "${i}", {get_attr: [probe_${i}, output]}]]}`,
    '      action_wait_secs: {create: 0}',
    `  joined_${i}:`,
    '    type: OS::Heat::Value',
    '    properties:',
    '      type: string',
    '      value:',
    `        list_join: [",", [{get_attr: [probe_${i}, output]}, {get_attr: [twin_${i}, output]}, ${before}]]`,
  ];
}
