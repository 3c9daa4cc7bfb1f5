import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bind, creationOrder, dependencies, parseTemplate } from '../../../src/template/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const parameters = { get: () => null };

describe('order of creation', () => {
  it('respects every requirement, or names a cycle', () => {
    const edges = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const resources: ValueMap = Object.fromEntries(
          Array.from({ length: 10 }, (_, i) => {
            const needs = pairs.filter(([from]) => from === i).map(([, to]) => `n${to}`);
            const [first, ...rest] = needs;
            const properties =
              first === undefined ? {} : { properties: { v: { list_join: [',', [{ get_resource: first }]] } } };
            return [`n${i}`, { type: 'A', depends_on: rest, ...properties } as Value];
          }),
        );
        const graph = dependencies(
          bind(parseTemplate({ heat_template_version: '2021-04-16', resources }), { parameters }),
        );
        for (const [from, to] of pairs) expect(graph.get(`n${from}`)).toContain(`n${to}`);
        try {
          const order = creationOrder(graph);
          expect(order.toSorted()).toEqual([...graph.keys()].toSorted());
          for (const [from, to] of pairs) expect(order.indexOf(`n${to}`)).toBeLessThan(order.indexOf(`n${from}`));
        } catch (error) {
          expect(error).toMatchObject({ code: 'CircularDependencyException' });
          const cycle = (error as Error).message.replace(/^.*: /, '').split(' -> ');
          expect(cycle[0]).toBe(cycle.at(-1));
          for (const [i, name] of cycle.slice(0, -1).entries()) expect(graph.get(name)).toContain(cycle[i + 1]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('takes tens of thousands of resources in a chain', () => {
    const resources = Object.fromEntries(
      Array.from({ length: 25_000 }, (_, i) => [`n${i}`, { type: 'A', depends_on: i === 0 ? [] : [`n${i - 1}`] }]),
    );
    const definition = bind(parseTemplate({ heat_template_version: '2021-04-16', resources }), { parameters });
    expect(creationOrder(dependencies(definition)).at(-1)).toBe('n24999');
  });
});
