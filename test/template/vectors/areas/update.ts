/** Area `update`: what the preview of an update says, by the real orchestrator. */
import type { House } from '../../../engine/house.ts';
import { openVecHouse, previewVector } from '../../../engine/update-vectors.ts';
import type { AreaRunner } from '../area.ts';

let house: Promise<House> | undefined;

const runner: AreaRunner = async (vector, at) => {
  house ??= openVecHouse();
  at(undefined);
  return previewVector(await house, vector);
};

export async function close(): Promise<void> {
  await (await house)?.close();
  house = undefined;
}

export default runner;
