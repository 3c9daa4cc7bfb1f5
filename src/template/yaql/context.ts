/**
 * Contexts: the variables (`$`, `$name`) and functions that an expression sees. A child sees its parents' as well;
 * each call makes one.
 */
import type { FunctionDefinition } from './dispatch/definition.ts';

export class Context {
  readonly parent: Context | null;
  #data: Map<string, unknown> | null = null;
  #functions: Map<string, FunctionDefinition[]> | null = null;

  constructor(parent: Context | null = null) {
    this.parent = parent;
  }

  child(): Context {
    return new Context(this);
  }

  /** `$` is the same as `$1`. Null if there is no such variable. */
  get(name: string): unknown {
    const key = variableName(name);
    for (let context: Context | null = this; context; context = context.parent) {
      const data = context.#data;
      if (data?.has(key)) return data.get(key);
    }
    return null;
  }

  set(name: string, value: unknown): void {
    this.#data ??= new Map();
    this.#data.set(variableName(name), value);
  }

  register(definition: FunctionDefinition): void {
    this.#functions ??= new Map();
    const known = this.#functions.get(definition.name);
    if (known) known.push(definition);
    else this.#functions.set(definition.name, [definition]);
  }

  /** The functions (or methods) of a name: those of each context, from the innermost outwards. */
  overloads(name: string, kind: 'isFunction' | 'isMethod'): FunctionDefinition[][] {
    const key = name.replace(/_+$/, '');
    const levels: FunctionDefinition[][] = [];
    for (let context: Context | null = this; context; context = context.parent) {
      const found = context.#functions?.get(key)?.filter((definition) => definition[kind]);
      if (found && found.length > 0) levels.push(found);
    }
    return levels;
  }
}

function variableName(name: string): string {
  const full = name.startsWith('$') ? name : `$${name}`;
  return full === '$' ? '$1' : full;
}
