/**
 * Runs a folder of vectors and prints passed / failed per area.
 *
 *     npm run test:vectors -- [DIR] [--failed] [--area NAME] [--topic TEXT] [--limit N]
 *
 * Vectors in `meaningless.ts` are not run, and counted as "listed". DIR defaults to `test/vectors`. `--failed` lists each failure with what was expected. Exit code 1 on failure.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openArea, runVector } from './area.ts';
import { show } from './compare.ts';
import { MEANINGLESS } from './meaningless.ts';
import { expectation, loadVectors } from './vector.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    failed: { type: 'boolean', default: false },
    area: { type: 'string' },
    topic: { type: 'string', default: '' },
    limit: { type: 'string', default: '1000000' },
  },
});
const folder = positionals[0] ?? fileURLToPath(new URL('../../vectors', import.meta.url));
let failures = 0;
for (const [area, vectors] of loadVectors(folder)) {
  if (values.area !== undefined && values.area !== area) continue;
  const opened = await openArea(area);
  if (opened === undefined) {
    console.log(`${area.padEnd(18)} no runner (${vectors.length} vectors)`);
    continue;
  }
  let passed = 0;
  let failed = 0;
  let listed = 0;
  const started = performance.now();
  for (const vector of vectors) {
    if (!vector.id.includes(values.topic)) continue;
    if (Object.hasOwn(MEANINGLESS, vector.id)) {
      listed++;
      continue;
    }
    const wrong = await runVector(opened.run, vector);
    if (wrong === null) passed++;
    else {
      failed++;
      if (values.failed && failed <= Number(values.limit))
        console.log(
          `  ${vector.id}\n    expected ${show(expectation(vector)).slice(0, 800)}\n    got      ${wrong.slice(0, 800)}`,
        );
    }
  }
  await opened.close();
  failures += failed;
  const took = `${Math.round(performance.now() - started)} ms`;
  console.log(
    `${area.padEnd(18)} passed ${String(passed).padStart(5)}  failed ${String(failed).padStart(5)}  listed ${String(listed).padStart(3)}  ${took.padStart(9)}`,
  );
}
process.exitCode = failures === 0 ? 0 : 1;
