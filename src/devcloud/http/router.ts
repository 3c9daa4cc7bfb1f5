/**
 * A service's table of routes, compiled into a tree by path segment.
 * `{name}` takes one segment, `{name*}` takes the rest of the path, slashes included (Swift objects).
 */
import type { Call } from './call.ts';

/** `body`: anything JSON, or bytes (Buffer), or text. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export type Handler = (call: Call) => Reply | Promise<Reply>;
/** Method, path, handler; `open`: the handler itself sees to authentication, if any. */
export type Route = readonly [method: string, path: string, handler: Handler, access?: 'open'];

interface Node {
  children: Map<string, Node>;
  parameter: { name: string; node: Node } | undefined;
  rest: { name: string; node: Node } | undefined;
  routes: Map<string, Route>;
}

export type Match = { route: Route; params: Record<string, string> } | 'no such path' | 'no such method';

const newNode = (): Node => ({ children: new Map(), parameter: undefined, rest: undefined, routes: new Map() });

export class Router {
  readonly #root = newNode();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  match(method: string, path: string): Match {
    const params: Record<string, string> = {};
    const node = this.#find(this.#root, path.split('/').slice(1), 0, params);
    if (!node || node.routes.size === 0) return 'no such path';
    const route = node.routes.get(method) ?? (method === 'HEAD' ? node.routes.get('GET') : undefined);
    return route ? { route, params } : 'no such method';
  }

  #add(route: Route): void {
    let node = this.#root;
    for (const segment of route[1].split('/').slice(1)) {
      const name = segment.startsWith('{') ? segment.slice(1, -1) : undefined;
      if (segment === '') continue;
      if (name?.endsWith('*')) {
        node.rest ??= { name: name.slice(0, -1), node: newNode() };
        node = node.rest.node;
      } else if (name) {
        node.parameter ??= { name, node: newNode() };
        node = node.parameter.node;
      } else {
        const child = node.children.get(segment) ?? newNode();
        node.children.set(segment, child);
        node = child;
      }
    }
    node.routes.set(route[0], route);
  }

  #find(node: Node, segments: string[], at: number, params: Record<string, string>): Node | undefined {
    const segment = segments[at];
    if (segment === undefined) return node;
    // A trailing slash means the same as none, except inside an object's name.
    if (segment === '' && at === segments.length - 1) return node;
    const child = node.children.get(segment);
    const found = child && this.#find(child, segments, at + 1, params);
    if (found && found.routes.size > 0) return found;
    if (node.parameter) {
      const inner = this.#find(node.parameter.node, segments, at + 1, params);
      if (inner && inner.routes.size > 0) {
        params[node.parameter.name] ??= decode(segment);
        return inner;
      }
    }
    if (node.rest) {
      params[node.rest.name] = decode(segments.slice(at).join('/'));
      return node.rest.node;
    }
    return undefined;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
