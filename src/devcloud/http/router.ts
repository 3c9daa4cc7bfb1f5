/**
 * A service's table of routes, compiled into a tree by path segment.
 * `{name}` takes one segment, `{name*}` takes the rest of the path, slashes included (Swift objects).
 * Fixed segments win over parameters, parameters over the rest.
 */
import type { Call } from './call.ts';

/** `body`: anything JSON, or bytes (Buffer), or text. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export type Handler<Cloud = unknown> = (call: Call<Cloud>) => Reply | Promise<Reply>;
/** Method, path, handler; `open`: the handler itself sees to authentication, if any. */
export type Route<Cloud = unknown> = readonly [method: string, path: string, handler: Handler<Cloud>, access?: 'open'];

export const route = <Cloud>(method: string, path: string, handler: Handler<Cloud>, access?: 'open'): Route<Cloud> =>
  access === undefined ? [method, path, handler] : [method, path, handler, access];
/** One whose handler itself sees to authentication, if any. */
export const openRoute = <Cloud>(method: string, path: string, handler: Handler<Cloud>): Route<Cloud> =>
  route(method, path, handler, 'open');
export const ok = (body: unknown): Reply => ({ status: 200, body });
/** What is always answered the same. */
export const fixed = (path: string, body: unknown): Route => ['GET', path, () => ok(body)];

/** Routes of a service that has its part of the cloud. */
export const routesWithin = <Cloud>(cloud: Cloud, routes: readonly Route<Cloud>[]): Route[] =>
  routes.map(([method, path, handler, access]) => {
    const within: Handler = (call) => handler(call.within(cloud));
    return access === undefined ? [method, path, within] : [method, path, within, access];
  });

interface Node {
  children: Map<string, Node>;
  parameter: Node | undefined;
  rest: Node | undefined;
  /** By method. Routes that share a node may name their parameters differently. */
  routes: Map<string, { route: Route; names: string[] }>;
}

export type Match = { route: Route; params: Record<string, string> } | 'no such path' | 'no such method';

const newNode = (): Node => ({ children: new Map(), parameter: undefined, rest: undefined, routes: new Map() });

export class Router {
  readonly #root = newNode();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  match(method: string, path: string): Match {
    const values: string[] = [];
    const node = find(this.#root, path.split('/').slice(1), 0, values);
    if (!node) return 'no such path';
    const found = node.routes.get(method) ?? (method === 'HEAD' ? node.routes.get('GET') : undefined);
    if (!found) return 'no such method';
    const params = Object.fromEntries(found.names.map((name, i) => [name, decode(values[i] ?? '')]));
    return { route: found.route, params };
  }

  #add(route: Route): void {
    let node = this.#root;
    const names: string[] = [];
    for (const segment of route[1].split('/')) {
      if (segment === '') continue;
      const name = segment.startsWith('{') ? segment.slice(1, -1) : undefined;
      if (name === undefined) {
        const child = node.children.get(segment) ?? newNode();
        node.children.set(segment, child);
        node = child;
      } else if (name.endsWith('*')) {
        names.push(name.slice(0, -1));
        node = node.rest ??= newNode();
      } else {
        names.push(name);
        node = node.parameter ??= newNode();
      }
    }
    node.routes.set(route[0], { route, names });
  }
}

/** The node of a path that has routes; `values` are those of its parameters, in order. */
function find(node: Node, segments: string[], at: number, values: string[]): Node | undefined {
  const segment = segments[at];
  // A trailing slash means the same as none, except inside an object's name.
  if (segment === undefined || (segment === '' && at === segments.length - 1))
    return node.routes.size > 0 ? node : undefined;
  const child = node.children.get(segment);
  const depth = values.length;
  const fixed = child && find(child, segments, at + 1, values);
  if (fixed) return fixed;
  values.length = depth;
  if (node.parameter) {
    values.push(segment);
    const found = find(node.parameter, segments, at + 1, values);
    if (found) return found;
    values.length = depth;
  }
  if (!node.rest) return undefined;
  values.push(segments.slice(at).join('/'));
  return node.rest;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
