/** Area `dependencies`: the graph of a stack's resources. */
import { HeatError } from '../../../../src/errors.ts';
import { byCodePoint } from '../../../../src/template/functions/sort-keys.ts';
import { type DependencyGraph, evaluate } from '../../../../src/template/index.ts';
import type { AreaRunner } from '../area.ts';
import { openStack } from '../stack.ts';

const runner: AreaRunner = (vector, at) => {
  const { definition, graph, live } = openStack(vector, at);
  at('resolve');
  const requires = Object.fromEntries([...graph].map(([name, required]) => [name, [...required].sort(byCodePoint)]));
  const needed = new Set([...graph.values()].flatMap((required) => [...required]));
  const names = [...graph.keys()].sort(byCodePoint);
  const result = {
    requires,
    order: alphabeticalOrder(graph),
    roots: names.filter((name) => !needed.has(name)),
    leaves: names.filter((name) => graph.get(name)?.size === 0),
  };
  if (definition.outputs.size === 0) return result;
  const outputs = [...definition.outputs].map(([name, { value }]) => {
    try {
      return [name, { value: evaluate(value, live) }];
    } catch (error) {
      if (error instanceof HeatError) return [name, { error: error.code }];
      throw error;
    }
  });
  return { ...result, outputs: Object.fromEntries(outputs) };
};

/** The alphabetically smallest order of creation. */
function alphabeticalOrder(graph: DependencyGraph): string[] {
  const order: string[] = [];
  const left = new Set([...graph.keys()].sort(byCodePoint));
  while (left.size > 0) {
    const next = [...left].find((name) => [...(graph.get(name) ?? [])].every((other) => !left.has(other))) as string;
    left.delete(next);
    order.push(next);
  }
  return order;
}

export default runner;
