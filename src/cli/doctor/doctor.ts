/** `hearth doctor`: looks at everything that Hearth needs, in the order it needs it, and says what is wrong and what to do. */
import { styleText } from 'node:util';
import { takesColour } from '../colour.ts';
import { CHECKS, type Finding } from './checks.ts';

/** Resolves to the exit code: 0 when nothing is wrong. */
export async function runDoctor(given: Record<string, unknown>): Promise<number> {
  const findings: (Finding & { check: string })[] = [];
  const known: Record<string, unknown> = {};
  for (const { name, needs = [], look } of CHECKS) {
    if (needs.some((need) => known[need] === undefined)) continue;
    try {
      const { found, ...finding } = await look(known as never, given);
      if (found !== undefined || finding.state === 'good') known[name] = found ?? true;
      findings.push({ check: name, ...finding });
    } catch (error) {
      findings.push({ check: name, state: 'bad', says: error instanceof Error ? error.message : String(error) });
    }
  }
  if (given.json) console.log(JSON.stringify(findings, null, 2));
  else for (const finding of findings) console.log(line(finding));
  const store = known.database as { close?(): Promise<void> } | undefined;
  await store?.close?.();
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
}

const SIGNS = { good: ['✔', 'green'], doubtful: ['!', 'yellow'], bad: ['✖', 'red'] } as const;

function line({ check, state, says }: Finding & { check: string }): string {
  const [sign, colour] = SIGNS[state];
  const text = `${sign} ${check.padEnd(14)} ${says}`;
  return takesColour(process.stdout) ? styleText(colour, text) : text;
}
