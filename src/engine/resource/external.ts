/** Objects that a template names by `external_id`: they have to be there. */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';

export const isGone = (error: unknown): boolean =>
  error instanceof CloudError ? error.notFound : error instanceof HeatError && error.code.endsWith('NotFound');

/** @throws StackValidationFailed for one that is not there; what else the check throws */
export async function checkExternal(id: string, typeName: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!isGone(error)) throw error;
    throw new HeatError(
      'StackValidationFailed',
      `Invalid external resource: Resource ${id} (${typeName}) can not be found.`,
      { cause: error },
    );
  }
}
