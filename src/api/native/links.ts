/** Addresses of stacks and what belongs to them, `{base}/v1/{project}/stacks/{name}/{id}{path}`. */

export interface StackAddress {
  projectId: string;
  name: string;
  id: string;
}

export interface Link {
  href: string;
  rel: string;
}

export class Links {
  readonly base: string;
  /** Of the stack that was last asked for: a list of thousands of resources is about one. */
  private last: { stack: StackAddress; href: string } | null = null;

  constructor(base: string) {
    this.base = base;
  }

  stack(stack: StackAddress, path = ''): string {
    if (this.last?.stack !== stack) {
      const parts = [stack.projectId, 'stacks', stack.name, stack.id].map(quote);
      this.last = { stack, href: `${this.base}/v1/${parts.join('/')}` };
    }
    return path === '' ? this.last.href : `${this.last.href}${path.split('/').map(quote).join('/')}`;
  }

  resource(stack: StackAddress, resource: string): string {
    return this.stack(stack, `/resources/${resource}`);
  }

  event(stack: StackAddress, resource: string, event: string): string {
    return this.stack(stack, `/resources/${resource}/events/${event}`);
  }
}

/** Percent-encodes everything but letters, digits and `_.-~`. */
export function quote(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
