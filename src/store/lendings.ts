/**
 * Credentials that are lent, while a batch is decided. Who borrows must not get what is just being given back, and what is given back must not
 * be in use by then. Both lock the lender's row first, so that of two processes one sees what the other did.
 */
import type { SeenCredentials } from './conditions.ts';
import type { CredentialsState } from './database.ts';
import { CredentialsChanged } from './store.ts';
import type { RowWrite } from './write-set.ts';

export class Lendings {
  readonly #known = new Map<string, CredentialsState>();

  constructor(found: readonly CredentialsState[]) {
    for (const state of found) this.#known.set(state.id, { ...state });
  }

  refusal(lender: SeenCredentials | null, reclaimed: SeenCredentials | null): CredentialsChanged | null {
    if (lender !== null) {
      const now = this.#known.get(lender.id);
      if (now === undefined || (now.idleSince !== null && now.idleSince !== lender.idleSince)) {
        return new CredentialsChanged(`The credentials ${lender.id} have been or are being given back.`);
      }
    }
    if (reclaimed !== null) {
      const now = this.#known.get(reclaimed.id);
      if (now === undefined || now.lent || now.idleSince !== reclaimed.idleSince) {
        return new CredentialsChanged(`The credentials ${reclaimed.id} are in use, or somebody else gives them back.`);
      }
    }
    return null;
  }

  /** That a borrower went is left out: it gives the lender's back afterwards, in a batch of its own. */
  apply(row: RowWrite): void {
    if (row.kind === 'remove') {
      this.#known.delete(row.id);
      return;
    }
    const { idle_since, lent_by } = row.record;
    const own = this.#known.get(row.id);
    if (own !== undefined && idle_since !== undefined) own.idleSince = idle_since as number | null;
    const lender = typeof lent_by === 'string' ? this.#known.get(lent_by) : undefined;
    if (lender !== undefined) lender.lent = true;
  }
}
