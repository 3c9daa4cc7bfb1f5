/** What is known of a template's document as a whole, worked out once: documents are never changed, and one may be nested in hundreds of resources. */
import { createHash } from 'node:crypto';
import { stringify, type ValueMap } from '../../template/value.ts';

interface Weighed {
  /** The same for all that say the same. */
  digest: string;
  /** Of the document written out. */
  characters: number;
}

const known = new WeakMap<ValueMap, Weighed>();

export function weighed(document: ValueMap): Weighed {
  let found = known.get(document);
  if (found === undefined) {
    const text = stringify(document);
    found = { digest: createHash('sha256').update(text).digest('hex'), characters: text.length };
    known.set(document, found);
  }
  return found;
}
