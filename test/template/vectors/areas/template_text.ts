/** Area `template_text`: a text read as a template, whatever it holds. */
import { readDocument } from '../../../../src/template/source/document.ts';
import type { Value } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { untag } from '../tags.ts';

const runner: AreaRunner = (vector) => readDocument(untag(vector.text as Value) as string);
export default runner;
