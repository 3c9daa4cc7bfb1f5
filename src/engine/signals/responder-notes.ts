/** What was made so that a resource can be signalled, kept among its notes under Heat's names. */
import type { ResourceRow } from '../../store/rows.ts';
import type { Surroundings } from '../resource/operation.ts';

/** Which of a resource's notes are about its signals, by what they keep. */
const NOTES = ['user_id', 'password', 'credential_id', 'access_key', 'secret_key', 'swift_signal_url'] as const;
export type Note = (typeof NOTES)[number];

/** Notes that give access to what somebody made: never taken over from data that a user hands in. */
export const RESPONDER_NOTES: ReadonlySet<string> = new Set([...NOTES, 'ec2_signed_url', 'token', 'endpoint']);

/** One making at a time for each resource: keys have no name by which a second asker would find the first one's. */
const making = new Map<string, Promise<unknown>>();

/** Something was made so that it can be signalled. */
export function hasResponder({ data }: Pick<ResourceRow, 'data'>): boolean {
  return NOTES.some((name) => data[name] !== undefined);
}

export class ResponderNotes {
  private readonly around: Pick<Surroundings, 'touch' | 'flush'>;
  private readonly row: ResourceRow;

  constructor(around: Pick<Surroundings, 'touch' | 'flush'>, row: ResourceRow) {
    this.around = around;
    this.row = row;
  }

  get(name: Note): string | null {
    return this.row.data[name] ?? null;
  }

  /** Durable at once: nobody would find a key again. */
  async keep(notes: Partial<Record<Note, string>>): Promise<void> {
    this.around.touch(this.row, { data: { ...this.row.data, ...notes } });
    await this.around.flush();
  }

  async once<T>(make: () => Promise<T>): Promise<T> {
    const { id } = this.row;
    const before = making.get(id) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(make);
    making.set(id, mine);
    try {
      return await mine;
    } finally {
      if (making.get(id) === mine) making.delete(id);
    }
  }

  /** All of them are about things that are gone. */
  forget(): void {
    if (!hasResponder(this.row)) return;
    const data = { ...this.row.data };
    for (const name of NOTES) delete data[name];
    this.around.touch(this.row, { data });
  }
}
