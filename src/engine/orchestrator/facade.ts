/** A template that stands for a type there is without it has to offer what that type does. */
import { HeatError } from '../../errors.ts';
import type { ResourceInfo } from '../../template/environment/index.ts';
import { checkFacade } from '../../template/properties/index.ts';
import type { StackModel, WantedResource } from '../model/model.ts';
import type { Room } from '../room.ts';

/** @throws StackValidationFailed */
export function checkProvider(room: Room, model: StackModel, { name, typeName, type }: WantedResource): void {
  const { registry } = model.environment;
  const provider = registry.find(typeName, name);
  if (provider.kind !== 'template') return;
  let facade: ResourceInfo;
  try {
    facade = registry.find(typeName, name, { ignore: provider });
  } catch (error) {
    if (error instanceof HeatError && error.code === 'EntityNotFound') return;
    throw error;
  }
  checkFacade(type, { ...room.models.typeByName(facade.value, model.files), name: typeName });
}
