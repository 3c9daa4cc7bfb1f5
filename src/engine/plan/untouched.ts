/**
 * Resources of which it can be told by the templates alone that nothing changes: the new one says of them, letter for letter, what the one
 * said that they were brought to, and no function is in it. Of a thousand resources an update touches a few; the others need no comparison of their
 * properties, which would have to be decrypted for it.
 */
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import { getKey, isMap, sameValue, type ValueMap } from '../../template/value.ts';
import type { StackModel } from '../model/model.ts';

/** A definition that rows were brought to before. */
export interface Former {
  id: string;
  template: ValueMap;
}

/** The definition that most rows of a stack were last brought to. */
export function formerId({ goodDefinitionId, definitionId }: StackRow): string | null {
  return goodDefinitionId === definitionId ? null : goodDefinitionId;
}

export function isUntouched(former: Former | null, model: StackModel, name: string, row: ResourceRow): boolean {
  const { status, action, type, externalId, definitionId } = row;
  if (status !== 'COMPLETE' || action === 'INIT' || action === 'DELETE' || externalId !== null) return false;
  const wanted = model.resource(name);
  if (wanted === undefined || wanted.type.name !== type) return false;
  if (wanted.type.nestedStack || wanted.type.mustReplace !== undefined) return false;
  const plain = model.plain(name);
  if (plain === null) return false;
  if (definitionId === model.definitionId) return true;
  return former?.id === definitionId && sameValue(plain.text, textOf(former.template, model, name));
}

/** What a template says of a resource; null unless it is one of the same version as the model's. */
function textOf(template: ValueMap, model: StackModel, name: string) {
  const { versionKey } = model.draft.template.format;
  if (getKey(template, versionKey) !== model.draft.template.version) return null;
  const resources = getKey(template, model.section) ?? null;
  return isMap(resources) ? (getKey(resources, name) ?? null) : null;
}
