/** Reading a text where one is, which keeps others waiting. */
import { parseEnvironment } from '../template/environment/index.ts';
import { jsonForm, readTemplateText } from '../template/index.ts';
import { readDocument } from '../template/source/document.ts';
import type { ValueMap } from '../template/value.ts';
import type { ToRead } from './protocol.ts';

export function readNow({ kind, text, maxSize }: ToRead): ValueMap {
  switch (kind) {
    case 'template':
      return jsonForm(readTemplateText(text, maxSize));
    case 'environment':
      return jsonForm(parseEnvironment(text));
    case 'document':
      return jsonForm(readDocument(text));
  }
}
