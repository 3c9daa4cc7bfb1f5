import { describe, expect, it } from 'vitest';
import { CloudError, type CloudRequest } from '../../src/openstack/cloud.ts';
import { changeApart, liveApart, setApart } from '../../src/resources/apart.ts';
import type { Rest } from '../../src/resources/rest.ts';
import { list, map, setEach, setKeys, setWhole, text, update } from '../../src/resources/terms/index.ts';
import { schemaOf } from '../../src/resources/terms/schema-of.ts';
import type { UpdateOperation } from '../../src/resources/type.ts';
import type { Value, ValueMap } from '../../src/template/value.ts';

const rest: Rest = {
  collection: { service: 'network', list: '/nets', plural: 'nets', path: '/nets', singular: 'net' },
};

const agents = (more: object = {}) =>
  setEach({
    present: ({ path, id }) => ({ path: `${path}/${id}/agents` }),
    read: ({ agents: found }: { agents: string[] }) => found,
    add: (_of, agent: string) => ({ method: 'POST', path: `/agents/${agent}` }),
    remove: (_of, agent) => ({ method: 'DELETE', path: `/agents/${agent}` }),
    ...more,
  });
const apartOf = (terms: Parameters<typeof schemaOf>[0]) => schemaOf(terms).apart;

/** What is asked of a cloud in which `there` are, where some requests are refused. */
function playing(properties: ValueMap, there: unknown = {}, refused: Record<string, number> = {}) {
  const asked: string[] = [];
  const cloud = {
    async request(_service: string, { method = 'GET', path, body }: CloudRequest) {
      const said = `${method} ${path}`;
      asked.push(body === undefined ? said : `${said} ${JSON.stringify(body)}`);
      const status = refused[said];
      if (status !== undefined) throw new CloudError('no', { service: 'network', status, outcome: 'refused' });
      return { body: there };
    },
  };
  const changed = Object.keys(properties);
  const op = { physicalId: 'n1', properties, changed, stack: { projectId: 'p1' }, cloud, signal: undefined };
  return { op: op as unknown as UpdateOperation, asked };
}

describe('a list whose elements come and go', () => {
  const apart = apartOf({ agents: list('Agents.', update, agents()) });

  it('is left alone at a create where nothing is given', async () => {
    for (const given of [null, []] as Value[]) {
      const { op, asked } = playing({ agents: given });
      expect(await setApart(op, rest, apart)).toBe(false);
      expect(asked).toEqual([]);
    }
  });
  it('is brought from what is there to what is wanted', async () => {
    const { op, asked } = playing({ agents: ['b', 'c'] }, { agents: ['a', 'b'] });
    await changeApart(op, rest, apart);
    expect(asked).toEqual(['GET /nets/n1/agents', 'DELETE /agents/a', 'POST /agents/c']);
  });
  it('goes whole where it is taken away', async () => {
    const { op, asked } = playing({ agents: null }, { agents: ['a'] });
    await changeApart(op, rest, apart);
    expect(asked).toEqual(['GET /nets/n1/agents', 'DELETE /agents/a']);
  });
  it('asks for nothing twice after a crash half-way', async () => {
    const { op, asked } = playing({ agents: ['a', 'b'] }, { agents: ['a'] });
    expect(await setApart(op, rest, apart)).toBe(true);
    expect(asked).toEqual(['GET /nets/n1/agents', 'POST /agents/b']);
  });
  it('may never be empty in between', async () => {
    const { op, asked } = playing({ agents: ['b'] }, { agents: ['a'] });
    await changeApart(op, rest, apartOf({ agents: list('Agents.', update, agents({ addsFirst: true })) }));
    expect(asked.slice(1)).toEqual(['POST /agents/b', 'DELETE /agents/a']);
  });
  it('takes what is settled for done, and nothing else', async () => {
    const refused = { 'DELETE /agents/a': 404, 'POST /agents/b': 409 };
    const { op } = playing({ agents: ['b'] }, { agents: ['a'] }, refused);
    await expect(changeApart(op, rest, apart)).rejects.toThrow('no');
    const settled = apartOf({ agents: list('Agents.', update, agents({ settled: { add: [409] } })) });
    await changeApart(op, rest, settled);
    const forbidden = playing({ agents: ['b'] }, { agents: ['a'] }, { 'DELETE /agents/a': 403 });
    await expect(changeApart(forbidden.op, rest, settled)).rejects.toThrow('no');
  });
  it('may be asked for in one call, and told by a key', async () => {
    const rules = setEach({
      key: ({ port }) => String(port),
      present: () => ({ path: '/rules' }),
      read: ({ rules: found }: { rules: ValueMap[] }) => found,
      addAll: (_of, missing) => ({ method: 'POST', path: '/rules', body: missing }),
      remove: (_of, { id }) => ({ method: 'DELETE', path: `/rules/${String(id)}` }),
    });
    const there = {
      rules: [
        { id: 1, port: 80 },
        { id: 2, port: 443 },
      ],
    };
    const { op, asked } = playing({ rules: [{ port: 80 }, { port: 22 }, { port: 25 }] }, there);
    const keyed = apartOf({ rules: list('Rules.', update, rules) });
    await changeApart(op, rest, keyed);
    expect(asked).toEqual(['GET /rules', 'DELETE /rules/2', 'POST /rules [{"port":22},{"port":25}]']);
    expect(await liveApart(op, rest, keyed, {})).toEqual({});
  });
  it('may be wanted differently than it is given, or not at all', async () => {
    const wanted = ({ projectId, isNew }: { projectId: string; isNew: boolean }) => (isNew ? [projectId] : null);
    const own = apartOf({ agents: list('Agents.', update, agents({ wanted })) });
    const { op, asked } = playing({ agents: [] }, { agents: [] });
    expect(await setApart(op, rest, own)).toBe(true);
    expect(asked).toEqual(['GET /nets/n1/agents', 'POST /agents/p1']);
    asked.length = 0;
    await changeApart(op, rest, own);
    expect(asked).toEqual([]);
  });
});

it('of a map, keys go and only what differs is set', async () => {
  const specs = setKeys({
    present: ({ id }) => ({ path: `/specs/${id}` }),
    read: (found: ValueMap) => found,
    set: ({ id }, values) => ({ method: 'POST', path: `/specs/${id}`, body: values }),
    remove: ({ id }, key) => ({ method: 'DELETE', path: `/specs/${id}/${key}` }),
  });
  const { op, asked } = playing({ specs: { a: '1', b: '3', c: '4' } }, { a: '1', b: '2', old: '0' });
  const apart = apartOf({ specs: map('Specs.', update, specs) });
  await changeApart(op, rest, apart);
  expect(asked).toEqual(['GET /specs/n1', 'DELETE /specs/n1/old', 'POST /specs/n1 {"b":"3","c":"4"}']);
  expect(await liveApart(op, rest, apart, {})).toEqual({ specs: { a: '1', b: '2', old: '0' } });
});

it('what one call replaces is not asked for first, and is shown by the object', async () => {
  const apart = apartOf({
    tags: list(
      'Tags.',
      update,
      setWhole(({ path, id }, tags) => ({ method: 'PUT', path: `${path}/${id}`, body: tags })),
    ),
  });
  const { op, asked } = playing({ tags: null });
  await changeApart(op, rest, apart);
  expect(asked).toEqual(['PUT /nets/n1 []']);
  const given = playing({ tags: ['a'] });
  expect(await liveApart(given.op, rest, apart, { tags: ['b'] })).toEqual({ tags: ['b'] });
  expect(await liveApart(op, rest, apart, { tags: ['b'] })).toEqual({});
});

it('what did not change is left alone', async () => {
  const { op, asked } = playing({ name: 'new' });
  await changeApart(op, rest, apartOf({ agents: list('Agents.', update, agents()), name: text('Name.', update) }));
  expect(asked).toEqual([]);
});

it('is no part of the request, and no part of another property', () => {
  expect(schemaOf({ agents: list('Agents.', agents()) })).toMatchObject({
    members: { agents: null },
    properties: { agents: { type: 'list', description: 'Agents.' } },
  });
  expect(() => schemaOf({ net: map('Net.', { agents: list('Agents.', agents()) }) })).toThrow('net.agents');
});
