/** The templates that the documentation shows are right, and make stacks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/cli/lint/lint.ts';
import { findingLines } from '../../src/cli/lint/print.ts';
import { openWholeHouse, type WholeHouse } from '../whole-house.ts';
import { allBlocks, type Block, blocks, page, whereOf } from './pages.ts';

const isTemplate = ({ language, text }: Block) =>
  language === 'yaml' && /^(?:heat_template_version|HeatTemplateFormatVersion|AWSTemplateFormatVersion):/m.test(text);
const isWhole = ({ text }: Block) => /^(?:resources|Resources):/m.test(text);
/** Shown because something is wrong in it: what lint says of it is shown below. */
const isFaulty = (block: Block) => block.page === 'docs/diagnostics.md';
const templates = allBlocks().filter(isTemplate);
const whole = templates.filter((block) => isWhole(block) && !isFaulty(block));
const table = (some: readonly Block[]) => some.map((block) => [whereOf(block), block.text] as const);

describe('the templates of the documentation', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearth-docs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function lintedAs(name: string, text: string): Promise<string[]> {
    const path = join(folder, name);
    writeFileSync(path, text);
    const linted = await lintFiles({ files: [path] });
    return [...findingLines(linted, { colour: false })].map((line) => line.replaceAll(path, name));
  }

  it('are there', () => expect(whole.length).toBeGreaterThan(1));

  it.each(table(whole))('%s has nothing to find fault with', async (_where, text) => {
    expect(await lintedAs('template.yaml', text)).toEqual(['1 file: nothing to find fault with']);
  });

  it('that have a fault have the one that is shown', async () => {
    const shown = blocks(page('docs/diagnostics.md'));
    const [faulty] = shown.filter(isTemplate);
    const [console] = shown.filter(({ language }) => language === 'console');
    const printed = await lintedAs('web.yaml', faulty?.text ?? '');
    expect(`$ hearth lint web.yaml\n${printed.join('\n')}\n`).toBe(console?.text);
  });
});

describe('on the dev cloud', () => {
  let house: WholeHouse;
  beforeAll(async () => {
    house = await openWholeHouse();
  });
  afterAll(() => house.close());

  async function made(name: string, template: string): Promise<string> {
    const { status, json } = await house.call('POST', '/stacks', {
      stack_name: name,
      template,
      disable_rollback: true,
    });
    expect(status, JSON.stringify(json)).toBe(201);
    const path = `/stacks/${name}/${(json.stack as { id: string }).id}`;
    const { stack_status, stack_status_reason } = await house.rest(path);
    expect(stack_status, String(stack_status_reason)).toBe('CREATE_COMPLETE');
    return path;
  }

  it.each(table(whole))('%s makes a stack, which goes again', async (where, template) => {
    const path = await made(where.replace(/\W/g, '-'), template);
    const { json } = await house.call('GET', path);
    const outputs = (json.stack as { outputs?: { output_error?: string }[] }).outputs ?? [];
    expect(outputs.filter(({ output_error }) => output_error !== undefined)).toEqual([]);
    await house.call('DELETE', path);
    expect((await house.rest(path)).stack_status).toBe('DELETE_COMPLETE');
  });

  it('the life of one resource’s change is as the page tells it', async () => {
    const shown = blocks(page('docs/resource-change.md'));
    const [template] = shown.filter(isTemplate);
    const [plan] = shown.filter(({ language }) => language === 'json');
    const path = await made('change', template?.text ?? '');
    const asked = { existing: true, parameters: { dns: '1.1.1.1' } };
    const preview = await house.call('PATCH', `${path}/preview?with_plan=true`, asked);
    const seen = JSON.stringify(preview.json.plan, (key, value: unknown) => (key === 'rowId' ? '…' : value));
    expect(JSON.parse(seen)).toEqual(JSON.parse(plan?.text ?? ''));
    await house.call('PATCH', path, asked);
    expect((await house.rest(path)).stack_status).toBe('UPDATE_COMPLETE');
    const { json } = await house.call('GET', `${path}/events?sort_dir=asc`);
    const events = json.events as { resource_name: string; resource_status: string }[];
    expect(events.map((event) => `${event.resource_name} ${event.resource_status}`).slice(-4)).toEqual([
      'change UPDATE_IN_PROGRESS',
      'subnet UPDATE_IN_PROGRESS',
      'subnet UPDATE_COMPLETE',
      'change UPDATE_COMPLETE',
    ]);
  });
});
