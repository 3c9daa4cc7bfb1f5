/** Which of a template's types the caller may use, and their cloud can serve. */
import { HeatError } from '../../errors.ts';
import { unavailable } from '../../resources/availability.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { StackModel } from '../model/model.ts';
import type { Caller } from '../orchestrator.ts';

export interface Asker extends Pick<Caller, 'cloud' | 'mayUseType'> {
  /** Whether their cloud need not serve the types. */
  anyService?: boolean;
}

/** @throws Forbidden, StackValidationFailed naming the resource */
export async function checkOffered(asker: Asker, model: StackModel): Promise<void> {
  const first = new Map<ResourceType, string>();
  for (const name of model.order) {
    const type = model.resource(name)?.type;
    if (type !== undefined && !first.has(type)) first.set(type, name);
  }
  for (const [type, name] of first) {
    if (asker.mayUseType?.(type.name) === false) {
      throw new HeatError('Forbidden', `You are not authorized to use ${type.name}.`);
    }
    if (asker.anyService) continue;
    const missing = await unavailable(asker.cloud, type);
    if (missing !== null) {
      const message = `${model.section}.${name}: ${missing.message}`;
      throw new HeatError(missing.code, message, { cause: missing });
    }
  }
}
