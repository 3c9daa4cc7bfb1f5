/** The commands that the documentation shows exist, with the options that it gives them. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { allBlocks, pages, ROOT, whereOf } from './pages.ts';

interface Shown {
  where: string;
  words: string[];
}

/** Lines of shells in blocks, and commands in the text. */
function shown(begins: RegExp): Shown[] {
  const inBlocks = allBlocks()
    .filter(({ language }) => ['', 'sh', 'console'].includes(language))
    .flatMap((block) => block.text.split('\n').map((line) => ({ where: whereOf(block), line })));
  const inText = pages().flatMap(({ path, text }) =>
    [...text.matchAll(/`([^`\n]+)`/g)].map(([, line = '']) => ({ where: path, line })),
  );
  return [...inBlocks, ...inText].flatMap(({ where, line }) => {
    const command = line
      .replace(/\s+#\s.*$/, '')
      .replace(/^\$ /, '')
      .replace(/^(?:[A-Z_]+=\S+ )+/, '')
      .trim();
    const found = begins.exec(command);
    return found === null
      ? []
      : [
          {
            where,
            words: command
              .slice(found[0].length)
              .split(/[\s[\]…|]+/)
              .filter(Boolean),
          },
        ];
  });
}

const optionsIn = (words: readonly string[]) =>
  words.filter((word) => /^--?[a-zA-Z]/.test(word)).map((word) => word.replace(/=.*/, ''));

describe('hearth', () => {
  const folder = join(ROOT, 'src/cli/commands');
  const names = readdirSync(folder).map((name) => name.replace('.ts', ''));
  const commands = shown(/^(?:scripts\/hearth\.mjs|hearth) /).filter(({ words }) => /^[a-z-]+$/.test(words[0] ?? ''));

  it('is shown', () => expect(commands.length).toBeGreaterThan(20));

  it.each(names)('%s has the options that are shown with it', async (name) => {
    const command = new Command(name);
    const module = (await import(join(folder, `${name}.ts`))) as { define(command: Command): void };
    module.define(command);
    const known = command.options.flatMap(({ short, long }) => [short, long]);
    const unknown = commands
      .filter(({ words }) => words[0] === name)
      .flatMap(({ where, words }) => optionsIn(words).map((option) => ({ where, option })))
      .filter(({ option }) => !known.includes(option));
    expect(unknown).toEqual([]);
  });

  it('has the commands that are shown', () => {
    expect(commands.filter(({ words }) => !names.includes(words[0] as string))).toEqual([]);
  });
});

describe('npm run', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = shown(/^npm run /);

  it('is shown with scripts that there are', () => {
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.filter(({ words }) => !Object.hasOwn(scripts, words[0] as string))).toEqual([]);
  });

  it.each(
    commands.filter(({ words }) => optionsIn(words).length > 0).map(({ where, words }) => [where, words] as const),
  )('%s takes %j', (_where, [name = '', ...given]) => {
    const [main = ''] = /\S+\.m?[jt]s$/.exec(scripts[name] ?? '') ?? [];
    const sources = readdirSync(join(ROOT, dirname(main)), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.m?[jt]s$/.test(file))
      .map((file) => readFileSync(join(ROOT, dirname(main), file), 'utf8'))
      .join('\n');
    const isKnown = (option: string) => new RegExp(`['"]?\\b${option.slice(2)}\\b['"]?: \\{\\s*type:`).test(sources);
    expect(optionsIn(given).filter((option) => !isKnown(option))).toEqual([]);
  });
});
