import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, imports, ROOT } from './imports.ts';

/**
 * A layer imports only from layers below it (ARCHITECTURE.md). Rooms on one line are beside each other and do not
 * know each other.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['errors.ts', 'options.ts'],
  ['template'],
  ['plan'],
  ['outgoing', 'reading'],
  ['openstack', 'store'],
  ['resources'],
  ['engine'],
  ['api'],
  ['identity'],
  ['cli'],
];
/** Beside them all: imports nothing of them, and only these may import it. */
const ASIDE = { room: 'devcloud', importedBy: ['cli'] };
/** Lower rooms may name these of a higher one: what an error carries. */
const TYPE_ONLY_EXCEPTIONS = new Set(['errors.ts -> template/diagnostics/diagnostic.ts']);
/** Pure: no I/O, no clock, so that they also run in a browser. */
const PURE = ['errors.ts', 'template', 'plan'];

const room = (path: string) => path.split('/')[0] as string;
const level = (path: string) => LAYERS.findIndex((rooms) => rooms.includes(room(path)));

const TYPE_IMPORT = /import type [^;]*;/g;
const withoutTypeImports = (text: string) => text.replace(TYPE_IMPORT, '');

function isTypeOnly(from: string, what: string): boolean {
  const text = withoutTypeImports(readFileSync(join(ROOT, from), 'utf8'));
  return !text.includes(`'${what}'`);
}

describe('the layers', () => {
  const all = imports();
  const inside = all.filter((one) => one.text.startsWith('.'));

  it('finds the imports', () => {
    expect(inside.length).toBeGreaterThan(100);
  });

  it('know every room', () => {
    const unknown = readdirSync(ROOT).filter((name) => level(name) < 0 && name !== ASIDE.room);
    expect(unknown).toEqual([]);
  });

  it('import only from below', () => {
    const wrong = inside.filter(({ from, to }) => {
      if (room(from) === room(to) || TYPE_ONLY_EXCEPTIONS.has(`${from} -> ${to}`)) return false;
      if (room(from) === ASIDE.room) return true;
      if (room(to) === ASIDE.room) return !ASIDE.importedBy.includes(room(from));
      return level(to) >= level(from);
    });
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('keep the language and the planner free of I/O', () => {
    const wrong = all.filter(({ from, text }) => PURE.includes(room(from)) && text.startsWith('node:'));
    expect(wrong.map(({ from, text }) => `${from} -> ${text}`)).toEqual([]);
    const clocks = files(ROOT)
      .map((file) => relative(ROOT, file))
      .filter((file) => PURE.includes(room(file)))
      .filter((file) =>
        /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bMath\.random\(|\bprocess\./.test(
          readFileSync(join(ROOT, file), 'utf8'),
        ),
      );
    expect(clocks).toEqual([]);
  });

  it('reach out by one room only', () => {
    const wrong = all.filter(
      ({ from, text }) =>
        text === 'undici' && room(from) !== 'outgoing' && room(from) !== ASIDE.room && !isTypeOnly(from, text),
    );
    expect(wrong.map(({ from, text }) => `${from} -> ${text}`)).toEqual([]);
    const others = files(ROOT)
      .map((file) => relative(ROOT, file).split(sep).join('/'))
      .filter((file) => !['outgoing', ASIDE.room, ...PURE].includes(room(file)))
      .filter((file) =>
        /(?<!async |[\w.#'])fetch\(|\bglobalThis\.fetch|from 'node:https?'|from 'node:(?:tls|http2)'|\bhttps?\.request\(/.test(
          withoutTypeImports(readFileSync(join(ROOT, file), 'utf8')),
        ),
      );
    expect(others).toEqual([]);
  });

  it('have no rooms whose names say nothing', () => {
    const vague = files(ROOT).filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|\.ts$)/.test(relative(ROOT, file)),
    );
    expect(vague).toEqual([]);
  });

  it('ask something of a stack in one place only', () => {
    const makes = /put: 'operation'|: OperationRow = \{|state: 'queued'/;
    const makers = files(ROOT)
      .map((file) => relative(ROOT, file).split(sep).join('/'))
      .filter((file) => makes.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(makers.filter((file) => !/^(engine\/operations|store)\//.test(file))).toEqual([]);
    expect(makers.some((file) => file.startsWith('engine/operations/'))).toBe(true);
  });
});
