/**
 * Since when something is there, and whether it is still to be used. What held before comes last:
 *
 *     hidden('6.0.0', deprecated('2015.1', 'Use `port` instead.', since('2014.1')))
 *
 * Of a whole resource type it is said by `...since('2014.1')`.
 */
import type { SupportState, SupportStatus } from '../../template/schema/types.ts';
import { type Trait, trait } from './trait.ts';

export type Supported = Trait<{ support: SupportStatus }>;

type More = [] | [before: Supported] | [message: string, before?: Supported];

const state =
  (status: SupportState) =>
  (version?: string, ...more: More): Supported => {
    const [first, second] = more;
    const message = typeof first === 'string' ? first : undefined;
    const before = typeof first === 'object' ? first : second;
    return trait({
      support: {
        status,
        ...(version === undefined ? {} : { version }),
        ...(message === undefined ? {} : { message }),
        ...(before === undefined ? {} : { previous: before.support }),
      },
    }) as never;
  };

export const since = state('SUPPORTED');
/** Works, and is better not used any more. */
export const deprecated = state('DEPRECATED');
/** Works, and is no longer shown. */
export const hidden = state('HIDDEN');
/** Does not work. */
export const unsupported = state('UNSUPPORTED');
