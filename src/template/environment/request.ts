/** The environment that a request to create, update or validate a stack amounts to. */
import { HeatError } from '../../errors.ts';
import { isTruthy } from '../schema/python-values.ts';
import { jsonForm } from '../source/json-form.ts';
import { readYaml } from '../source/yaml.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { checkSections, environmentFrom, requireMap, update, withAllSections } from './sections.ts';

export interface EnvironmentRequest {
  /** Text or map; undefined where the request has none. */
  environment?: Value;
  /** Parameters beside the environment; they win over its own. */
  parameters?: Value;
  /** Where there are any, the environment itself is not read: the client has merged the files into it. */
  environment_files?: Value;
}

/**
 * Sections of the environment, all there. HTTPBadRequest where the environment is malformed, AttributeError where a
 * section is of the wrong kind.
 */
export function requestEnvironment(request: EnvironmentRequest): ValueMap {
  const given = isTruthy(request.environment_files) ? undefined : request.environment;
  const sections = withAllSections(given === undefined ? {} : readEnvironment(given));
  sections.parameters = { ...requireMap(sections.parameters, 'parameters') };
  if (request.parameters !== undefined) update(sections.parameters, request.parameters, 'parameters');
  return jsonForm(sections);
}

function readEnvironment(given: Value): ValueMap {
  try {
    if (isMap(given)) return checkSections(given);
    return parseEnvironment(given);
  } catch (error) {
    throw malformedEnvironment(error);
  }
}

/** What a request is told where its environment cannot be read: HTTPBadRequest; other errors as they are. */
export function malformedEnvironment(error: unknown): unknown {
  if (!(error instanceof HeatError) || error.code !== 'ValueError') return error;
  return new HeatError('HTTPBadRequest', `Environment not in valid format: ${error.message}`, {
    cause: error,
    diagnostics: [...error.diagnostics],
  });
}

/** Sections of an environment's text; null is an empty environment. ValueError, TypeError for what is no text. */
export function parseEnvironment(text: Value): ValueMap {
  if (text === null) return {};
  if (typeof text !== 'string') throw new HeatError('TypeError', 'An environment must be a text or a map.');
  let document: Value;
  try {
    document = readYaml(text);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    throw new HeatError('ValueError', error.message, { cause: error, diagnostics: [...error.diagnostics] });
  }
  return environmentFrom(document);
}
