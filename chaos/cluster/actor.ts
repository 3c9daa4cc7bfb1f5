/** Somebody with one stack, to which things are done in random order, some before the last is over. */
import { type Client, Refused } from '../client.ts';
import { sleep, until } from '../patience.ts';
import type { Randomness } from '../randomness.ts';
import { changed, newShape, type Shape, written } from './shape.ts';

export const DEEDS = {
  update: 30,
  preempt: 14,
  cancel: 10,
  abort: 6,
  suspend: 9,
  check: 8,
  snapshot: 9,
  restore: 5,
  signal: 14,
} as const;
export type Deed = keyof typeof DEEDS | 'create' | 'delete';

export interface Ledger {
  count(deed: Deed): void;
  refused(message: string): void;
  /** A signal that was taken, with how often it may have been sent: answers get lost. */
  signalled(signal: { stackId: string; mark: string; sent: number }): void;
  /** Every stack that was made, with its id. */
  made(stack: { name: string; id: string; projectId: string }): void;
}

export interface ActorOptions {
  name: string;
  client: Client;
  random: Randomness;
  deeds: number;
  /** Milliseconds within which every operation has to have ended. */
  boundMs: number;
  ledger: Ledger;
}

export class Actor {
  private readonly options: ActorOptions;
  private shape: Shape;
  private id = '';
  private snapshots: string[] = [];
  private signals = 0;

  constructor(options: ActorOptions) {
    this.options = options;
    this.shape = newShape(options.random);
  }

  /** @throws Error when an operation does not end in time */
  async live(): Promise<void> {
    const { random, client, name, ledger, deeds } = this.options;
    const asked = { ...written(this.shape), disable_rollback: random.chance(0.6), timeout_mins: 20 };
    const make = async (as: string): Promise<string> => {
      ledger.count('create');
      const id = await client.create(as, asked);
      ledger.made({ name: as, id, projectId: client.projectId });
      return id;
    };
    // Some make the same twice at once. The second one is left as it is.
    const names = random.chance(0.2) ? [name, `${name}-twin`] : [name];
    [this.id = ''] = await Promise.all(names.map(make));
    // Some do not wait for the create to end.
    if (random.chance(0.85)) await this.settled();
    for (let i = 0; i < deeds; i += 1) {
      const deed = random.weighted(DEEDS);
      ledger.count(deed);
      await this.tried(() => this.deed(deed));
    }
    if (!random.chance(0.4)) return;
    // Deleted, half of the time in the midst of something else.
    ledger.count('delete');
    if (random.chance(0.5)) {
      await this.tried(() => this.update());
      await sleep(random.between(0, 800));
    }
    await client.delete(name, this.id);
    await this.settled();
  }

  /** What the state of the stack does not allow is refused, and that is well. */
  private async tried(deed: () => Promise<void>): Promise<void> {
    try {
      await deed();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.options.ledger.refused(error.message);
    }
  }

  private async deed(deed: keyof typeof DEEDS): Promise<void> {
    const { client, name, random } = this.options;
    switch (deed) {
      case 'update':
        await this.update();
        break;
      case 'preempt':
        for (let i = 1 + random.below(2); i > 0; i -= 1) {
          await this.update();
          await sleep(random.between(0, 600));
        }
        await this.update();
        break;
      case 'cancel':
      case 'abort':
        await this.update();
        await sleep(random.between(0, 500));
        await this.tried(() =>
          client.act(name, this.id, deed === 'cancel' ? 'cancel_update' : 'cancel_without_rollback'),
        );
        break;
      case 'suspend':
        await client.act(name, this.id, 'suspend');
        await this.settled();
        await client.act(name, this.id, 'resume');
        break;
      case 'check':
        await client.act(name, this.id, 'check');
        break;
      case 'snapshot': {
        const { snapshot } = await client
          .call<{ snapshot?: { id: string }; id?: string }>('POST', this.path('/snapshots'), { name: null })
          .then((answer) => ({ snapshot: answer.snapshot ?? { id: String(answer.id) } }));
        await this.settled();
        this.snapshots.push(snapshot.id);
        if (random.chance(0.4)) {
          this.snapshots.pop();
          await client.call('DELETE', this.path(`/snapshots/${snapshot.id}`));
        }
        break;
      }
      case 'signal':
        await this.signal();
        break;
      case 'restore': {
        const id = this.snapshots.at(-1);
        if (id !== undefined) await client.call('POST', this.path(`/snapshots/${id}/restore`));
        break;
      }
    }
    await this.settled();
  }

  /** Some signals, quickly, to a stack at rest. @throws Error where one is not heard in time */
  private async signal(): Promise<void> {
    const { client, random, ledger, boundMs } = this.options;
    const marks = Array.from({ length: 1 + random.below(6) }, () => `signal-${this.signals++}`);
    await Promise.all(
      marks.map(async (mark) => {
        const attempts = { lost: false, count: 1 };
        const details = { id: mark, status: 'SUCCESS', reason: mark, data: null };
        await client.call('POST', this.path('/resources/ear/signal'), details, attempts);
        ledger.signalled({ stackId: this.id, mark, sent: attempts.count });
      }),
    );
    const heard = async () => {
      const { metadata } = await client.call<{ metadata: object }>('GET', this.path('/resources/ear/metadata'));
      return marks.every((mark) => mark in metadata) ? true : null;
    };
    await until(`${this.options.name} (${this.id}) has heard ${marks.join(', ')}`, heard, {
      withinMs: boundMs,
      everyMs: 100,
    });
  }

  private async update(): Promise<void> {
    const { client, name, random } = this.options;
    this.shape = changed(random, this.shape);
    await client.update(name, this.id, {
      ...written(this.shape),
      disable_rollback: random.chance(0.6),
      timeout_mins: 20,
    });
  }

  private path(rest: string): string {
    return `/stacks/${this.options.name}/${this.id}${rest}`;
  }

  private async settled(): Promise<void> {
    const { client, name, boundMs } = this.options;
    try {
      await client.settled(name, this.id, { withinMs: boundMs, everyMs: 100 });
    } catch (error) {
      // Deleted stacks are forgotten some day.
      if (!(error instanceof Refused) || error.status !== 404) throw error;
    }
  }
}
