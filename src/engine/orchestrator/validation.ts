/** Validation of a whole stack before anything is stored, with everything that has to be asked of the cloud asked in bulk. */
import type { Cloud } from '../../openstack/cloud.ts';
import type { StackModel } from '../model/model.ts';
import type { Room } from '../room.ts';

export async function validateStack(_room: Room, model: StackModel, _cloud: Cloud): Promise<void> {
  model.parameters.validate();
}
