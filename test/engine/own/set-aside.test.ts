/** A stack that kills every engine that takes it is told from those that were merely there, set aside, and can be deleted. */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { templateType } from '../../../src/cli/wiring/template-types.ts';
import { createOrchestrator, type Engine, type EngineWiring, startEngine } from '../../../src/engine/index.ts';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { Store } from '../../../src/store/store.ts';
import { baseRegistry } from '../../../src/template/environment/index.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { arrange } from '../../store/rows.ts';
import { House, onBothDatabases, template } from '../house.ts';

const HOT = 'heat_template_version: 2021-04-16\n';
/** Reading this one is the end of an engine. */
const DEADLY = `${HOT}resources: {r: {type: OS::Heat::RandomString}}\n`;
const poison = { r: { type: 'deadly.yaml' } };
const files = { 'deadly.yaml': DEADLY };
const waiting: ValueMap = {
  handle: { type: 'OS::Heat::UpdateWaitConditionHandle' },
  wait: {
    type: 'OS::Heat::WaitCondition',
    properties: { handle: { get_resource: 'handle' }, timeout: 3600 },
  },
};

onBothDatabases('a stack that kills', () => {
  let house: House;
  afterEach(() => house.close());

  const kinds = { catalogue, registry: baseRegistry(catalogue), templateType };

  /** An engine that dies when it reads the deadly template: from then on nothing it says reaches the database. */
  async function frailEngine(): Promise<{ engine: Engine; died: Promise<void>; isDead: () => boolean }> {
    const { promise: died, resolve } = Promise.withResolvers<void>();
    let dead = false;
    const store = new Proxy(house.store, {
      get(target, name: keyof Store) {
        const member = target[name];
        if (typeof member !== 'function') return member;
        return (...given: never[]) =>
          dead ? new Promise(() => {}) : (member as (...given: never[]) => unknown).apply(target, given);
      },
    });
    const deadly: EngineWiring['templateType'] = (about) => {
      if (about.text === DEADLY) {
        dead = true;
        resolve();
      }
      return templateType(about);
    };
    const engine = await startEngine({ ...house.wire({}, { ...kinds, templateType: deadly }), store });
    return { engine, died, isDead: () => dead };
  }

  /** One engine after the other until the stack is at rest; tells how many of them died. */
  async function deathsUntilRest(id: string): Promise<number> {
    for (let deaths = 0; ; deaths++) {
      const { engine, died, isDead } = await frailEngine();
      const rest = house.rest(id, 60_000).catch(() => {});
      await Promise.race([died, rest]);
      if (!isDead()) {
        house.engines.push(engine);
        return deaths;
      }
      await engine.die();
    }
  }

  async function open(): Promise<void> {
    house = await House.open({}, { engine: false, ...kinds });
  }

  it('is set aside after some deaths, while those that were there as well go on', async () => {
    await open();
    const id = await house.create(poison, { files });
    const bystanders = [await house.create(waiting), await house.create(waiting)];
    const deaths = await deathsUntilRest(id);
    expect(deaths).toBe(10);
    const stack = await house.stack(id);
    expect(stack).toMatchObject({ action: 'CREATE', status: 'FAILED' });
    expect(stack.reason).toContain('set aside: 10 engines in a row ended');
    expect(await house.events(id)).toContain('stack CREATE_FAILED');
    for (const each of bystanders) expect((await house.stack(each)).status).toBe('IN_PROGRESS');
  });

  it('does no harm either to those who look at it, and can be updated to something else', async () => {
    await open();
    const id = await house.create(poison, { files });
    await deathsUntilRest(id);
    const read: string[] = [];
    const watching: EngineWiring['templateType'] = (about) => {
      read.push(about.text);
      return templateType(about);
    };
    const reader = createOrchestrator(house.wire({}, { ...kinds, templateType: watching }));
    const show = async () => reader.show(house.caller(), await house.stack(id), { resolveOutputs: true });
    expect((await show()).row.status).toBe('FAILED');
    await expect(reader.outputs(house.caller(), await house.stack(id))).rejects.toThrow('set aside');
    await reader.resources(house.caller(), await house.stack(id), { nestedDepth: 2 });
    await reader.update(house.caller(), await house.stack(id), { template: template(waiting) });
    expect(read).toEqual([]);
    await house.until(async () => (await house.states(id))['handle'] === 'CREATE_COMPLETE');
  });

  it('fails at once, and can be deleted, where its definition only cannot be read', async () => {
    await open();
    const id = await house.create(waiting);
    const definition = await house.store.definition((await house.stack(id)).definitionId);
    if (definition === null) throw new Error('no definition');
    const broken = { ...definition, id: randomUUID(), template: { heat_template_version: 'never', resources: 7 } };
    await arrange(house.store, [
      { put: 'definition', row: broken },
      { patch: 'stack', id, set: { definitionId: broken.id } },
    ]);
    house.engines.push(await startEngine(house.wire({}, kinds)));
    expect(await house.rest(id)).toBe('CREATE_FAILED');
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
  });

  it('can be deleted without a look at what kills', async () => {
    await open();
    const calm = await startEngine(house.wire({}, kinds));
    const id = await house.create(poison, { files });
    expect(await house.rest(id)).toBe('CREATE_COMPLETE');
    await calm.stop();
    const child = (await house.rows(id))['r']?.nestedStackId ?? '';
    await house.orchestrator.update(house.caller(), await house.stack(id), {
      template: template({ ...poison, s: { type: 'OS::Heat::RandomString' } }),
      files,
    });
    await deathsUntilRest(id);
    expect((await house.stack(id)).status).toBe('FAILED');
    await house.delete(id);
    expect(await house.rest(id)).toBe('DELETE_COMPLETE');
    expect((await house.stack(child)).deletedAt).not.toBeNull();
    expect(await house.store.resources(id)).toEqual([]);
  });
});
