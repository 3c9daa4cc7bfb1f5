/** The table of options for people: as text in the terminal, as Markdown for the documentation. */
import { GROUPS, OPTIONS, type Option, variableOf } from '../../options.ts';

function options(): [string, Option][] {
  return Object.entries(OPTIONS) as [string, Option][];
}

export function defaultOf({ default: value }: Option): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.join(',') : String(value);
}

export function optionsAsMarkdown(): string {
  const lines: string[] = [];
  for (const [group, title] of Object.entries(GROUPS)) {
    lines.push(`## ${title}`, '', '| option | default | meaning |', '| --- | --- | --- |');
    for (const [name, option] of options()) {
      if (option.group !== group) continue;
      const fallback = defaultOf(option);
      const choices = option.choices ? ` One of ${option.choices.map((choice) => `\`${choice}\``).join(', ')}.` : '';
      const variables = option.variables ? ` Also \`${option.variables.join('`, `')}\`.` : '';
      lines.push(
        `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${option.meaning}${choices}${variables} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}

export function optionsAsText(): string {
  return options()
    .map(
      ([name, option]) =>
        `${name} (${option.kind}${defaultOf(option) && `, ${defaultOf(option)}`}; ${variableOf(name)})\n    ${option.meaning}`,
    )
    .join('\n');
}
