/** Looking for what an interrupted create may have made. */
import type { ResourceType } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Operation } from '../resource/operation.ts';
import { isElsewhere } from '../resource/whose.ts';
import type { StackRun } from './stack-run.ts';
import { Dropped } from './waits.ts';

export class Finding {
  private readonly run: StackRun;
  private readonly ownedSince: number;
  /** The last search of each type. */
  private readonly searches = new Map<string, Promise<unknown>>();

  /** `ownedSince`: when this engine took the stack, by `performance.now()`. */
  constructor(run: StackRun, ownedSince: number) {
    this.run = run;
    this.ownedSince = ownedSince;
  }

  /**
   * Looks for the object that an interrupted create of this row may have made, and notes it. One after the other for each type, so that
   * two rows do not both take what bears the same name.
   */
  async find(row: ResourceRow, type: ResourceType, operation: Operation): Promise<string | null> {
    const before = this.searches.get(type.name) ?? Promise.resolve();
    const search = before
      .catch(() => {})
      .then(async () => {
        const found = await type.find(operation);
        if (found !== null && (await isElsewhere(this.run.room, row, this.run.stack, found))) return null;
        if (found !== null) {
          this.run.touch(row, { physicalId: found });
          // Nothing is done to it before it is certain that it is this row's.
          await this.run.flush();
          if (this.run.journal.isMistaken(row)) throw new Dropped();
          const about = { stack_id: this.run.stack.id, resource: row.name, physicalId: found };
          this.run.room.log.info(about, 'an object whose making was in doubt was found, and adopted');
        }
        return found;
      });
    this.searches.set(type.name, search);
    return search;
  }

  /** The same, for a process that died and may have sent its call with its last breath: nothing counts as not made before that has arrived. */
  async findLate(row: ResourceRow, type: ResourceType, operation: Operation, free: () => void): Promise<string | null> {
    const found = await this.find(row, type, operation);
    if (found !== null || type.nestedStack || !(await this.lateCalls(free))) return found;
    return this.find(row, type, operation);
  }

  /** Lets arrive what a process that owned the stack before may have sent with its last breath. False where that is over already. */
  async lateCalls(free: () => void): Promise<boolean> {
    const left = this.ownedSince + this.run.room.config.late_call_grace * 1000 - performance.now();
    if (left <= 0) return false;
    await this.run.waits.pause(left, free);
    return true;
  }
}
