/** Who imports whom goes round in circles nowhere, so that each file can be read with what is below it. */
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, imports } from './imports.ts';

/** Folders whose files are one thing that calls itself: an interpreter, and what values it compares. */
const ONE_THING = ['template/yaql/dispatch', 'template/yaql/values'];

type Graph = ReadonlyMap<string, readonly string[]>;

function graphOf(some: readonly Import[]): Graph {
  const graph = new Map<string, string[]>();
  for (const { from, to, text } of some) {
    if (!text.startsWith('.')) continue;
    graph.set(from, [...(graph.get(from) ?? []), to]);
    if (!graph.has(to)) graph.set(to, []);
  }
  return graph;
}

/** The files that lead back to themselves, those of one circle together (Tarjan). */
function circles(graph: Graph): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    let low = number;
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? (order.get(next) as number));
    }
    lowest.set(file, low);
    if (low === number) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return low;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}

const folders = (circle: readonly string[]): Set<string> => new Set(circle.map((file) => dirname(file)));

describe('imports', () => {
  const all = imports();

  it('that go in circles are found', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(circles(graph)).toEqual([['a', 'b', 'c']]);
    expect(all.filter(({ typesOnly }) => typesOnly).length).toBeGreaterThan(100);
  });

  it('of what runs go in no circle', () => {
    const running = circles(graphOf(all.filter(({ typesOnly }) => !typesOnly)));
    expect(running.filter((circle) => !ONE_THING.some((folder) => [...folders(circle)].join() === folder))).toEqual([]);
  });

  it('of types go in no circle across folders', () => {
    expect(circles(graphOf(all)).filter((circle) => folders(circle).size > 1)).toEqual([]);
  });

  it('of the dev cloud go in no circle, and nothing but its whole knows its services', () => {
    const own = all.filter(({ from }) => from.startsWith('devcloud/'));
    expect(circles(graphOf(own))).toEqual([]);
    const services = own.filter(
      ({ to }) => /^devcloud\/\w+\/(\w+-)?service\.ts$/.test(to) && !to.startsWith('devcloud/http/'),
    );
    expect([...new Set(services.map(({ from }) => from))]).toEqual(['devcloud/cloud.ts']);
  });
});
