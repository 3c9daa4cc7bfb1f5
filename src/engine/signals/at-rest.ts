/** The ears of a stack that this engine owns and for which there is no operation to perform. */
import type { StackRow } from '../../store/rows.ts';
import type { Room } from '../room.ts';
import { Reading } from '../views/reading.ts';
import type { Heard, Listener } from './ears.ts';

/** `heard`: called each time that something was. */
export function atRest(room: Room, stack: StackRow, heard: () => void): Listener {
  return {
    async open(name) {
      const around = await Reading.about(room, stack, [name]);
      return { around, row: around.current.get(name) };
    },
    isBusy: () => false,
    async commit({ sets, changes, asked }: Heard): Promise<void> {
      const patches = sets.map(({ row, set }) => ({ patch: 'resource' as const, id: row.id, set }));
      await room.store.commit([...changes, ...patches, ...(asked?.changes ?? [])], {
        fence: { stackId: stack.id, epoch: stack.epoch },
        seen: asked === null ? [] : [asked.seen],
      });
    },
    heard,
  };
}
