/**
 * Contexts: the variables (`$`, `$name`) and functions that an expression sees. A child sees its parents' as well;
 * each call makes one.
 */
import type { FunctionDefinition } from './definition.ts';

export class Context {
  readonly parent: Context | null;
  #data: Map<string, unknown> | null = null;
  #functions: Map<string, Overloads> | null = null;

  constructor(parent: Context | null = null) {
    this.parent = parent;
  }

  child(): Context {
    return new Context(this);
  }

  /** `$` is the same as `$1`. Null if there is no such variable. */
  get(name: string): unknown {
    const key = variableName(name);
    if (this.#data?.has(key)) return this.#data.get(key);
    for (let context = this.parent; context; context = context.parent) {
      if (context.#data?.has(key)) return context.#data.get(key);
    }
    return null;
  }

  set(name: string, value: unknown): void {
    this.#data ??= new Map();
    this.#data.set(variableName(name), value);
  }

  register(definition: FunctionDefinition): void {
    this.#functions ??= new Map();
    let known = this.#functions.get(definition.name);
    if (!known) {
      known = { isFunction: [], isMethod: [] };
      this.#functions.set(definition.name, known);
    }
    if (definition.isFunction) known.isFunction.push(definition);
    if (definition.isMethod) known.isMethod.push(definition);
  }

  /** The functions (or methods) of a name: those of each context, from the innermost outwards. */
  overloads(name: string, kind: keyof Overloads): readonly FunctionDefinition[][] {
    const key = name.endsWith('_') ? name.replace(/_+$/, '') : name;
    const levels: FunctionDefinition[][] = [];
    const own = this.#functions?.get(key)?.[kind];
    if (own && own.length > 0) levels.push(own);
    for (let context = this.parent; context; context = context.parent) {
      const found = context.#functions?.get(key)?.[kind];
      if (found && found.length > 0) levels.push(found);
    }
    return levels;
  }
}

interface Overloads {
  isFunction: FunctionDefinition[];
  isMethod: FunctionDefinition[];
}

function variableName(name: string): string {
  const full = name.startsWith('$') ? name : `$${name}`;
  return full === '$' ? '$1' : full;
}
