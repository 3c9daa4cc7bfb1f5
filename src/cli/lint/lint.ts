/** `hearth lint`: everything that is wrong with templates, each with its place. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { styleText } from 'node:util';
import { HeatError } from '../../errors.ts';
import { ALIASES, catalogue } from '../../resources/catalogue.ts';
import { parseEnvironment } from '../../template/environment/index.ts';
import { asDiagnostics, type Diagnostic, lintTemplate, printDiagnostic } from '../../template/index.ts';
import { stringify, type ValueMap } from '../../template/value.ts';
import { mentionedFiles } from './mentions.ts';

interface Finding {
  file: string;
  text: string;
  diagnostics: Diagnostic[];
}

/** Resolves to the exit code: 1 when there are errors. */
export async function runLint(paths: readonly string[], given: { env?: string[]; json?: boolean }): Promise<number> {
  const findings: Finding[] = [];
  const environment = readEnvironments(given.env ?? [], findings);
  for (const file of paths.flatMap(templatesAt)) findings.push(await lintFile(file, environment, given.env?.[0]));
  const all = findings.flatMap(({ diagnostics }) => diagnostics);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  if (given.json) {
    console.log(
      stringify(
        findings.map(({ file, diagnostics }) => ({ file, diagnostics })),
        2,
      ),
    );
  } else {
    for (const finding of findings) print(finding);
    const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
    console.log(
      `${counted(findings.length, 'file')}: ${counted(errors, 'error')}, ${counted(all.length - errors, 'warning')}`,
    );
  }
  return errors > 0 ? 1 : 0;
}

async function lintFile(
  file: string,
  environment: ValueMap | undefined,
  environmentFile: string | undefined,
): Promise<Finding> {
  const text = readFileSync(file, 'utf8');
  const files = await mentionedFiles(text, dirname(file));
  if (environment !== undefined && environmentFile !== undefined) {
    await mentionedFiles(stringify(environment), dirname(environmentFile), files);
  }
  const complete = environment !== undefined;
  const diagnostics = lintTemplate(text, { types: catalogue, aliases: ALIASES, files, environment, complete });
  return { file, text, diagnostics };
}

/** Sections of all environments, the later over the earlier; undefined without any. */
function readEnvironments(paths: readonly string[], findings: Finding[]): ValueMap | undefined {
  if (paths.length === 0) return undefined;
  const merged: ValueMap = {};
  for (const file of paths) {
    const text = readFileSync(file, 'utf8');
    try {
      for (const [section, content] of Object.entries(parseEnvironment(text))) {
        const before = merged[section];
        const bothMaps = isPlain(before) && isPlain(content);
        merged[section] = bothMaps ? { ...before, ...content } : content;
      }
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      findings.push({ file, text, diagnostics: asDiagnostics(error) });
    }
  }
  return merged;
}

function isPlain(value: unknown): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function templatesAt(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ya?ml|template|json)$/.test(name) && !/(?:^|\/)node_modules\//.test(name))
    .sort()
    .map((name) => join(path, name));
}

const COLOURS = { error: 'red', warning: 'yellow', place: 'bold', hint: 'cyan' } as const;

function print({ file, text, diagnostics }: Finding): void {
  const colour = process.stdout.isTTY;
  for (const diagnostic of diagnostics) {
    const own = diagnostic.file === undefined || diagnostic.file === file;
    console.log(
      printDiagnostic(diagnostic, own ? text : null, {
        file,
        ...(colour ? { paint: (style, piece) => styleText(COLOURS[style], piece) } : {}),
      }),
    );
    console.log();
  }
}
