/** `validate`: interim. */
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import type { ValueMap } from '../../template/value.ts';
import type { Caller, StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';

export async function validateTemplate(
  _room: Room,
  _caller: Caller,
  _request: StackRequest,
  _options: { ignoreErrors: string[] },
): Promise<{ answer: ValueMap; diagnostics: Diagnostic[] }> {
  return { answer: {}, diagnostics: [] };
}
