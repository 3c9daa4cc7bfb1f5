/**
 * Shows how an operation on a stack goes until it is over: on a terminal as a picture that is drawn again and again, elsewhere one
 * line for each change.
 */
import type { StackRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import { takesColour } from '../colour.ts';
import { draw } from './lines.ts';
import { readTree, type StackTree, walk } from './tree.ts';

export interface WatchOptions {
  output?: NodeJS.WriteStream;
  /** Stops watching; the operation goes on. */
  signal?: AbortSignal;
  /** Milliseconds between two looks, at least. */
  pause?: number;
}

interface Show {
  update(tree: StackTree): void;
  end(tree: StackTree): void;
}

/** Resolves to the stack when its operation is over, or null when the stack is no more. */
export async function watchStack(store: Store, stackId: string, options: WatchOptions = {}): Promise<StackRow | null> {
  const output = options.output ?? process.stderr;
  const show = output.isTTY ? await pictureOn(output) : linesOn(output);
  const changes = new Changes(store);
  try {
    for (;;) {
      changes.forget();
      const tree = await readTree(store, stackId);
      if (tree === null) return null;
      const over = tree.stack.status !== 'IN_PROGRESS';
      if (over || options.signal?.aborted) {
        show.end(tree);
        return tree.stack;
      }
      show.update(tree);
      await pause(options.pause ?? 120);
      await changes.wait(1000, options.signal);
    }
  } finally {
    changes.close();
  }
}

async function pictureOn(output: NodeJS.WriteStream): Promise<Show> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(output);
  const picture = (tree: StackTree, height: number): string =>
    draw(tree, {
      width: output.columns ?? 80,
      height,
      colour: takesColour(output),
      now: Date.now(),
    }).join('\n');
  return {
    update: (tree) => update(picture(tree, (output.rows ?? 24) - 1)),
    end: (tree) => {
      update(picture(tree, Math.max(output.rows ?? 24, 60)));
      update.done();
    },
  };
}

function linesOn(output: NodeJS.WritableStream): Show {
  const told = new Map<string, string>();
  let isFirst = true;
  const tell = (id: string, text: string): void => {
    if (told.get(id) === text) return;
    told.set(id, text);
    output.write(`${text}\n`);
  };
  const update = (tree: StackTree): void => {
    for (const { row, path } of walk(tree.branches)) {
      if (row.action === 'INIT') continue;
      const reason = row.status === 'FAILED' ? `: ${row.reason}` : '';
      const text = `${path} ${row.action}_${row.status}${reason}`;
      // How things were before is no news.
      if (isFirst && row.action !== tree.stack.action) told.set(row.id, text);
      else tell(row.id, text);
    }
    isFirst = false;
    const { stack } = tree;
    const reason = stack.status === 'FAILED' ? `: ${stack.reason}` : '';
    tell(stack.id, `${stack.name} ${stack.action}_${stack.status}${reason}`);
  };
  return { update, end: update };
}

/** Whether anything changed in the store since the last look. */
class Changes {
  readonly #stop: () => void;
  #changed = false;
  #wake: (() => void) | undefined;

  constructor(store: Store) {
    this.#stop = store.onChange(() => {
      this.#changed = true;
      this.#wake?.();
    });
  }

  forget(): void {
    this.#changed = false;
  }

  /** Resolves at the next change, or after `most` milliseconds. */
  async wait(most: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.#changed || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, most);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal?.addEventListener('abort', this.#wake, { once: true });
    });
    this.#wake = undefined;
  }

  close(): void {
    this.#stop();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
