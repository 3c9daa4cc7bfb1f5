/** Which methods a path would take: for 405 and OPTIONS, when no route took the request. */
import { ROUTES } from './routes.ts';

const PATTERNS = new Map<string, { pattern: RegExp; methods: string[] }>();
for (const { path, method } of ROUTES) {
  if (path.includes('*')) continue;
  let entry = PATTERNS.get(path);
  if (entry === undefined) {
    const source = path.replace(/:\w+/g, '[^/]+');
    entry = { pattern: new RegExp(`^/v1/[^/]+${source}/?$`), methods: [] };
    PATTERNS.set(path, entry);
  }
  entry.methods.push(method);
}

/** Of the first pattern that fits; empty where none does. */
export function allowedMethods(path: string): readonly string[] {
  for (const { pattern, methods } of PATTERNS.values()) if (pattern.test(path)) return methods;
  return [];
}
