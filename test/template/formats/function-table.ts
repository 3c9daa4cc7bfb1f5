/** The table of functions in docs/templates.md. */
import { FORMATS, type TemplateFormat } from '../../../src/template/index.ts';

const dated = (key: string): TemplateFormat[] =>
  [...new Set(FORMATS.get(key)?.values())].sort((a, b) => (a.version < b.version ? -1 : 1));

/** One row for each function of HOT: first version, last version where it went, whether conditions may use it. */
export function functionTable(): string {
  const formats = dated('heat_template_version');
  const names = [...new Set(formats.flatMap(({ functionNames }) => functionNames))].concat(
    ...formats.map(({ conditionFunctionNames }) => [...conditionFunctionNames]),
  );
  const rows = [...new Set(names)].sort().map((name) => {
    const having = formats.filter(({ functionNames }) => functionNames.includes(name));
    const last = having.at(-1)?.version;
    const until = having.length === 0 || last === formats.at(-1)?.version ? '' : (last ?? '');
    const condition =
      formats.find(({ conditionFunctionNames }) => conditionFunctionNames.includes(name))?.version ?? '';
    return `| \`${name}\` | ${having[0]?.version ?? ''} | ${until} | ${condition} |`;
  });
  return ['| Function | since | until | in conditions since |', '|---|---|---|---|', ...rows].join('\n');
}
