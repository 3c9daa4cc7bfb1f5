/**
 * What the template language costs, beside the reference implementation's library on the same machine in the same run:
 *
 *     node bench/language/run.ts [--sizes 2500,25000] [--rounds 7] [--python /usr/bin/python3]
 *
 * Parse, validate and order the resources of a template of 500 KB with 2,500 resources; then larger ones, to see that the cost is
 * linear. The reference runs where its library is installed (Debian's python3-heat).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languageTemplate } from './template.ts';

interface Measured {
  version?: string;
  rounds: { resources: number; parse: number; validate: number; total: number; evaluate?: number; order?: number }[];
  baseMiB: number;
  peakMiB: number;
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '2500,5000,10000,25000' },
    rounds: { type: 'string', default: '7' },
    python: { type: 'string', default: '/usr/bin/python3' },
    'reference-rounds': { type: 'string', default: '2' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'hearth-language-'));
const MOST_OUTPUT = 16 * 1024 * 1024;

function measure(program: string, script: string, file: string, rounds: string): Measured {
  const output = execFileSync(program, [join(import.meta.dirname, script), file, rounds], {
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Measured;
}

const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
const of = (measured: Measured, key: 'parse' | 'validate' | 'total') =>
  median(measured.rounds.map((round) => round[key]));
const ms = (number: number) => `${number.toFixed(number < 100 ? 1 : 0)} ms`.padStart(10);

try {
  const sizes = values.sizes.split(',').map(Number);
  console.log('resources       KB        parse     validate        total   per resource     first   peak MiB');
  let ours: Measured | undefined;
  for (const size of sizes) {
    const file = join(folder, `${size}.yaml`);
    const text = languageTemplate(size);
    writeFileSync(file, text);
    const measured = measure(process.execPath, 'measure.ts', file, values.rounds);
    ours ??= measured;
    const total = of(measured, 'total');
    const cells = [ms(of(measured, 'parse')), ms(of(measured, 'validate')), ms(total)].join('   ');
    const each = `${((total / size) * 1000).toFixed(1)} µs`.padStart(12);
    const first = ms(measured.rounds[0]?.total ?? 0);
    console.log(
      `${String(size).padStart(9)} ${String(Math.round(text.length / 1000)).padStart(8)} ${cells}   ${each} ${first} ${measured.peakMiB.toFixed(0).padStart(10)}`,
    );
  }
  if (ours === undefined || !existsSync(values.python)) console.log('no reference to compare with');
  else compare(ours, sizes[0] as number);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(ours: Measured, size: number): void {
  let reference: Measured;
  try {
    reference = measure(values.python, 'reference.py', join(folder, `${size}.yaml`), values['reference-rounds']);
  } catch (error) {
    console.log(`no reference to compare with: ${(error as Error).message.split('\n')[0]}`);
    return;
  }
  const total = of(reference, 'total');
  console.log(`reference ${reference.version}: ${size} resources`);
  console.log(
    `          parse ${ms(of(reference, 'parse'))}   validate ${ms(of(reference, 'validate'))}   total ${ms(total)}   peak ${reference.peakMiB.toFixed(0)} MiB`,
  );
  const first = ours.rounds[0]?.total ?? 0;
  console.log(
    `ratio: ${(total / of(ours, 'total')).toFixed(0)} (the very first round ${(total / first).toFixed(0)}); memory over the start: ${(ours.peakMiB - ours.baseMiB).toFixed(0)} to ${(reference.peakMiB - reference.baseMiB).toFixed(0)} MiB`,
  );
}
