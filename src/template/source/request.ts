/** The template of a request, which comes as a text or as an object. */
import { HeatError } from '../../errors.ts';
import { pythonRepr, pythonType } from '../schema/python-values.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { checkTemplateSize, MAX_TEMPLATE_SIZE, readTemplateText } from './document.ts';

/**
 * The document of a request's template. HTTPBadRequest where there is none or it cannot be read, RequestLimitExceeded
 * where it is too large (an object as Heat would write it), TypeError where it is neither text nor object.
 */
export function requestTemplate(template: Value | undefined, maxSize: number = MAX_TEMPLATE_SIZE): ValueMap {
  if (template === undefined || template === null) throw new HeatError('HTTPBadRequest', 'No template specified');
  if (isMap(template)) {
    checkTemplateSize(pythonRepr(template), maxSize);
    return template;
  }
  if (typeof template !== 'string') {
    throw new HeatError('TypeError', `The template must be a text or an object, not a ${pythonType(template)}.`);
  }
  try {
    return readTemplateText(template, maxSize);
  } catch (error) {
    if (!(error instanceof HeatError) || error.code !== 'ValueError') throw error;
    throw new HeatError('HTTPBadRequest', `Template not in valid format: ${error.message}`, {
      diagnostics: [...error.diagnostics],
      cause: error,
    });
  }
}
