/** Area `update_apply`: what an update really does, by the real orchestrator and engine. */
import type { House } from '../../../engine/house.ts';
import { applyVector, openVecHouse } from '../../../engine/update-vectors.ts';
import type { AreaRunner } from '../area.ts';

let house: Promise<House> | undefined;

const runner: AreaRunner = async (vector, at) => {
  house ??= openVecHouse();
  at(undefined);
  return applyVector(await house, vector);
};

export async function close(): Promise<void> {
  await (await house)?.close();
  house = undefined;
}

export default runner;
