import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../src/devcloud/http/api-error.ts';
import { Call } from '../../src/devcloud/http/call.ts';
import { settle } from '../../src/devcloud/options.ts';
import { QuotaBook } from '../../src/devcloud/quotas.ts';
import type { Attribute } from '../../src/devcloud/rest/attributes.ts';
import type { Item } from '../../src/devcloud/rest/item.ts';
import { called, type Dialect, type Kind, type State } from '../../src/devcloud/rest/kind.ts';
import { Rest } from '../../src/devcloud/rest/rest.ts';
import { World } from '../../src/devcloud/state/world.ts';

const fault = (status: number, text: string) => new ApiError(status, text);
let ids = 0;
const DIALECT: Dialect = {
  unknownMembers: (_singular, names) => fault(400, `unknown ${names.join()}`),
  requiredMember: (name) => fault(400, `no ${name}`),
  notAtCreation: (_singular, name) => fault(400, `not now ${name}`),
  readOnly: (_singular, name) => fault(400, `read-only ${name}`),
  invalidValue: (name, _value, reason) => fault(400, `${name}: ${reason}`),
  adminOnly: (_action, name) => fault(403, name),
  changes: 'PUT',
  newId: () => `id-${++ids}`,
  born: () => ({}),
  aside: [],
  touch: (item, now) => {
    item.touched = now;
  },
  show: () => ({}),
  links: () => ({}),
  pageSize: 0,
  severalAtOnce: true,
  envelope: (call, singular) => call.json1(singular),
  missing: (label, id) => fault(404, `${label} ${id}`),
  forbidden: (verb) => fault(403, verb),
  hidesForeign: true,
  immutable: (label, item) => fault(409, `${label} ${item.id} is ${String(item.state)}`),
  inUse: (label, id) => fault(409, `${label} ${id} in use`),
  overQuota: () => fault(413, 'too many'),
};
const STATE: State = {
  member: 'state',
  create: 'making',
  update: 'changing',
  delete: 'going',
  ready: 'ready',
  deletable: ['failed'],
  delay: (delays) => delays.volumeMs,
};
const text: Attribute = {
  put: true,
  default: '',
  check: (value) => {
    if (typeof value !== 'string') throw new TypeError('no text');
    return value;
  },
};

let now: number;
let rest: Rest;
let houses: Kind;
let rooms: Kind;
let plants: Kind;
let gone: string[];

beforeEach(() => {
  now = 1_000_000;
  gone = [];
  const world = new World(settle({ now: () => now, delays: { volumeMs: 10 } }));
  const common = { attributes: { name: text }, state: STATE, gone: (item: Item) => void gone.push(item.id) };
  const project = (item: Item) => item.project_id;
  houses = {
    ...common,
    singular: 'house',
    plural: 'houses',
    label: 'House',
    path: '/houses',
    quota: 'volumes',
    collection: world.collection<Item>('house', { project, name: (item) => String(item.name) }),
  };
  rooms = {
    ...common,
    singular: 'room',
    plural: 'rooms',
    label: 'Room',
    path: '/rooms',
    attributes: { name: text, house: { ...text, required: true, put: false } },
    collection: world.collection<Item>('room', { project, house: (item) => String(item.house) }),
    refers: { house: { kind: 'house', holds: true } },
    within: (item) => [['house', String(item.house)]],
  };
  plants = {
    ...called('plant', 'Plant', '/plants'),
    attributes: { name: text, house: text, room: { ...text, default: null } },
    others: 'more',
    collection: world.collection<Item>('plant', {
      project,
      house: (item) => String(item.house),
      room: (item) => item.room as string | null,
    }),
    refers: { house: { kind: 'house', goes: true }, room: { kind: 'room', forgets: true } },
    sees: (asking) => asking.projectId !== 'blind',
    gone: (item) => void gone.push(item.id),
  };
  const quotas = new QuotaBook(world);
  quotas.set('mine', { volumes: 2 });
  rest = new Rest(world, quotas, DIALECT, [houses, rooms, plants]);
  pass = (ms) => {
    now += ms;
    world.timeline.runDue();
  };
});
let pass: (ms: number) => void;

function call(method = 'GET', body: unknown = {}, projectId = 'mine', query = ''): Call {
  const auth = { projectId, isAdmin: false, userId: 'me', roles: new Set<string>() } as never;
  const ground = { baseUrl: 'http://cloud', now: () => now, authenticate: () => auth };
  const parts = { ground, service: 'x', method, path: '/', localPath: '/', headers: {}, requestId: 'req' };
  return new Call({ ...parts, query: new URLSearchParams(query), body: Buffer.from(JSON.stringify(body)) }, undefined);
}
/** Answers as the HTTP server would. */
async function send(method: string, path: string, given: Call, id?: string): Promise<[number, unknown]> {
  const kind = [houses, rooms, plants].find((each) => path.startsWith(each.path)) ?? houses;
  const route = rest.routes(kind).find(([verb, place]) => verb === method && place === path);
  if (id) given.params = { id };
  try {
    const reply = await route?.[2](given);
    return [reply?.status ?? 0, reply?.body];
  } catch (error) {
    if (error instanceof ApiError) return [error.status, error.message];
    throw error;
  }
}
const house = (): Item => {
  const made = rest.create(houses, call(), { name: 'h' });
  pass(10);
  return made;
};

describe('a collection', () => {
  it('takes what it knows, in proper form, of whom it knows, as much as it may', async () => {
    const post = (body: unknown) => send('POST', '/houses', call('POST', body));
    expect(await post({ house: { colour: 1 } })).toEqual([400, 'unknown colour']);
    expect(await post({ house: { name: 1 } })).toEqual([400, 'name: no text']);
    expect(await send('POST', '/rooms', call('POST', { room: {} }))).toEqual([400, 'no house']);
    expect(await send('POST', '/rooms', call('POST', { room: { house: 'none' } }))).toEqual([404, 'House none']);
    expect((await post({ house: {} }))[0]).toBe(201);
    // Of several, all or none.
    expect((await post({ houses: [{}, {}] }))[0]).toBe(413);
    expect([houses.collection.size, gone.length]).toEqual([1, 1]);
  });

  it('shows a project its own, by what is asked', async () => {
    const mine = house();
    rest.create(houses, call('POST', {}, 'other'), { name: 'h' });
    const list = async (query: string) =>
      (await send('GET', '/houses', call('GET', {}, 'mine', query)))[1] as { houses: Item[] };
    expect((await list('name=h')).houses.map(({ id }) => id)).toEqual([mine.id]);
    expect((await list('name=x')).houses).toEqual([]);
    expect((await list('fields=id')).houses).toEqual([{ id: mine.id }]);
    expect(await send('GET', '/houses/{id}', call('GET', {}, 'third'), mine.id)).toEqual([404, `House ${mine.id}`]);
  });

  it('keeps what is referred to', async () => {
    const { id } = house();
    const room = rest.create(rooms, call(), { house: id });
    pass(10);
    expect(await send('DELETE', '/houses/{id}', call('DELETE'), id)).toEqual([409, `House ${id} in use`]);
    rest.remove(rooms, call(), room);
    pass(10);
    expect((await send('DELETE', '/houses/{id}', call('DELETE'), id))[0]).toBe(204);
  });
});

describe('an object', () => {
  it('goes with what it belongs to, and forgets what it only knew', () => {
    const { id } = house();
    const room = rest.create(rooms, call(), { house: id });
    pass(10);
    const plant = rest.create(plants, call(), { house: id, room: room.id });
    rest.remove(rooms, call(), room);
    pass(10);
    expect(plants.collection.get(plant.id)?.room).toBe(null);
    expect(plants.collection.count('room', room.id)).toBe(0);
    rest.remove(houses, call(), houses.collection.get(id) as Item);
    pass(10);
    expect([plants.collection.size, gone]).toEqual([0, [room.id, plant.id, id]]);
  });

  it('keeps what else it was told, for whoever sees it', async () => {
    const plant = rest.create(plants, call(), { house: house().id, id: 'no', smell: 'sweet' });
    const patch = call('PUT', { plant: { name: 'fern', leaves: 3 } }, 'other');
    const shown = { id: plant.id, name: 'fern', smell: 'sweet', leaves: 3 };
    expect(await send('PUT', '/plants/{id}', patch, plant.id)).toEqual([
      200,
      { plant: expect.objectContaining(shown) },
    ]);
    expect((await send('GET', '/plants/{id}', call('GET', {}, 'blind'), plant.id))[0]).toBe(404);
    expect(await send('GET', '/plants', call('GET', {}, 'other'))).toMatchObject([200, { plants: [] }]);
  });
});

describe('states', () => {
  it('pass with the time, and what an object is part of is ready again in the same moment', () => {
    const whole = house();
    const room = rest.create(rooms, call(), { house: whole.id });
    expect([whole.state, room.state]).toEqual(['changing', 'making']);
    expect(() => rest.update(rooms, call(), room, { name: 'x' })).toThrow(`House ${whole.id} is changing`);
    expect(() => rest.create(rooms, call(), { house: whole.id })).toThrow(`House ${whole.id} is changing`);
    pass(9);
    expect([whole.state, room.state]).toEqual(['changing', 'making']);
    pass(1);
    expect([whole.state, room.state, whole.touched]).toEqual(['ready', 'ready', now]);
    rest.remove(rooms, call(), room);
    expect([whole.state, room.state, gone]).toEqual(['changing', 'going', []]);
    pass(10);
    expect([whole.state, gone, rooms.collection.size]).toEqual(['ready', [room.id], 0]);
  });

  it('end as a fault has it; a whole that failed can only be deleted', () => {
    const doomed = call();
    doomed.fate = { status: 'failed', reason: '' };
    const whole = house();
    rest.remove(houses, doomed, whole);
    pass(10);
    expect(whole.state).toBe('failed');
    expect(() => rest.update(houses, call(), whole, { name: 'x' })).toThrow(`House ${whole.id} is failed`);
    rest.remove(houses, call(), whole);
    pass(10);
    expect(houses.collection.size).toBe(0);
  });

  it('of several parts that change together are those of one change', () => {
    const whole = house();
    rest.together(rooms, { house: whole.id } as unknown as Item, () => {
      for (const name of ['a', 'b']) rest.create(rooms, call(), { house: whole.id, name }, { asPart: true });
    });
    expect([whole.state, rooms.collection.size]).toEqual(['changing', 2]);
    pass(10);
    expect([whole.state, ...[...rooms.collection.all()].map(({ state }) => state)]).toEqual([
      'ready',
      'ready',
      'ready',
    ]);
  });
});

describe('what some services have otherwise', () => {
  const old: Attribute = { ...text, of: 'name' };
  let boats: Kind;
  let fleet: Rest;
  beforeEach(() => {
    const world = new World(settle({ now: () => now }));
    boats = {
      ...called('boat', 'Boat', '/boats'),
      attributes: { name: text, title: old, why: { ...text, kept: false }, flag: { ...text, since: 5, until: 7 } },
      collection: world.collection<Item>('boat', { project: (item) => item.project_id }),
      state: { ...STATE, update: undefined, repeats: true, delay: () => 10 } as State,
      brief: ['id', 'name'],
      createdBriefly: true,
      strictSince: 2,
      sortKeys: { title: 'name' },
    };
    const dialect: Dialect = {
      ...DIALECT,
      answers: { create: 202 },
      newestFirst: true,
      asksForAll: ({ query }) => query.has('all'),
      unknownFilter: 'passed over',
    };
    fleet = new Rest(world, new QuotaBook(world), dialect, [boats]);
  });
  const ask = async (method: string, path: string, given: Call, minor = 0, id = ''): Promise<[number, unknown]> => {
    Object.assign(given, { minor, params: { id } });
    const found = fleet.routes(boats).find(([verb, place]) => verb === method && place === path);
    const reply = await found?.[2](given);
    return [reply?.status ?? 0, reply?.body];
  };
  const post = (boat: unknown, minor?: number) => ask('POST', '/boats', call('POST', { boat }), minor);

  it('older names, members that are not kept, and those of some minor versions only', async () => {
    expect(await post({ title: 'old', why: 'because', more: 1 })).toEqual([
      202,
      { boat: { id: expect.anything(), name: 'old' } },
    ]);
    await expect(post({ more: 1 }, 2)).rejects.toThrow('unknown more');
    await expect(post({ flag: 'x' }, 4)).rejects.toThrow('unknown flag');
    await post({ name: 'new', flag: 'x' }, 5);
    const flags = async (minor: number) =>
      ((await ask('GET', '/boats/detail', call(), minor))[1] as { boats: Item[] }).boats.map(({ flag }) => flag);
    expect([await flags(7), await flags(8)]).toEqual([
      ['x', ''],
      [undefined, undefined],
    ]);
    const [boat] = [...boats.collection.all()];
    expect([boat?.name, Object.keys(boat ?? {})]).toEqual(['old', expect.not.arrayContaining(['why', 'title'])]);
  });

  it('brief lists, the newest first, of the own project only', async () => {
    for (const name of ['a', 'b']) fleet.create(boats, call(), { name });
    fleet.create(boats, call('POST', {}, 'other'), { name: 'c' });
    const names = async (query: string, isAdmin = true) => {
      const given = call('GET', {}, 'mine', query);
      Object.assign(given.auth, { isAdmin });
      return ((await ask('GET', '/boats', given))[1] as { boats: Item[] }).boats.map(({ name }) => name);
    };
    expect(await names('')).toEqual(['b', 'a']);
    expect(await names('all=1&colour=red')).toEqual(['c', 'b', 'a']);
    expect(await names('all=1&project_id=other')).toEqual(['c']);
    expect(await names('all=1', false)).toEqual(['b', 'a']);
    expect(await names('sort=title:asc')).toEqual(['a', 'b']);
  });

  it('changes whatever the state, and deletes asked for twice', () => {
    const boat = fleet.create(boats, call(), {});
    fleet.update(boats, call(), boat, { name: 'x' });
    expect([boat.state, boat.name]).toEqual(['making', 'x']);
    expect(() => fleet.remove(boats, call(), boat)).toThrow('is making');
    boat.state = 'ready';
    fleet.remove(boats, call(), boat);
    fleet.remove(boats, call(), boat);
    expect([boat.state, boats.collection.size]).toEqual(['going', 1]);
  });
});
