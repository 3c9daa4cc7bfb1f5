/** The files that make up a request's environment, merged into one. */
import { HeatError } from '../../errors.ts';
import { readEnvironmentLater } from '../../reading/reading.ts';
import { Pace } from '../../store/pace.ts';
import { mergingEnvironmentFiles } from '../../template/environment/index.ts';
import { getKey, type ValueMap } from '../../template/value.ts';
import { allParameterSchemas } from '../model/build.ts';
import type { Room } from '../room.ts';

/** Most files of one environment. One file may come several times, and each time is merged. */
const MOST_FILES = 1000;
/** Characters of them all, as often as they come. */
const MOST_CHARACTERS = 8_388_608;

/** @param sections what the request says beside the files */
export async function mergedEnvironment(
  room: Room,
  names: readonly string[],
  { template, files, sections }: { template: ValueMap; files: Record<string, string>; sections: ValueMap },
): Promise<ValueMap> {
  checkSize(names, files);
  const pace = new Pace();
  const texts = new Map<string, ValueMap | HeatError>();
  for (const name of names) {
    const text = getKey(files, name);
    if (text === undefined || texts.has(text)) continue;
    texts.set(text, await readEnvironmentLater(text).catch(refusal));
    if (pace.isDue) await pace.rest();
  }
  const read = (text: string): ValueMap => {
    const known = texts.get(text) as ValueMap | HeatError;
    if (known instanceof HeatError) throw known;
    return known;
  };
  const schemas = await pace.run(allParameterSchemas(room, template, files));
  return pace.run(mergingEnvironmentFiles(names, files, sections, schemas, read));
}

function refusal(error: unknown): HeatError {
  if (error instanceof HeatError) return error;
  throw error;
}

function checkSize(names: readonly string[], files: Record<string, string>): void {
  let characters = 0;
  for (const name of names) characters += getKey(files, name)?.length ?? 0;
  if (names.length <= MOST_FILES && characters <= MOST_CHARACTERS) return;
  const message =
    names.length > MOST_FILES
      ? `environment_files names ${names.length} files; ${MOST_FILES} are allowed.`
      : `The environment files have ${characters} characters together; ${MOST_CHARACTERS} are allowed.`;
  throw new HeatError('RequestLimitExceeded', `Request limit exceeded: ${message}`);
}
