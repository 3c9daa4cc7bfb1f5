/**
 * `validate`: what a template asks for, and everything that is wrong with it. Values of parameters need not be given; what hangs on
 * them is not looked at.
 */
import { HeatError } from '../../errors.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import { withWhereabouts } from '../../template/diagnostics/whereabouts.ts';
import { checkStack, validateTemplate as findProblems } from '../../template/index.ts';
import { pythonText } from '../../template/schema/index.ts';
import type { ValueMap } from '../../template/value.ts';
import type { Caller, StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { newDefinition } from './definition.ts';
import { describeStack } from './described.ts';
import { nestedParameters } from './nested-parameters.ts';

/** Codes of problems that a client may ask to be passed over, and the errors that they stand for. */
const IGNORABLE: Record<string, string> = { '99001': 'ResourceTypeUnavailable' };

export async function validateTemplate(
  room: Room,
  caller: Caller,
  request: StackRequest,
  options: { ignoreErrors: string[] },
): Promise<{ answer: ValueMap; diagnostics: Diagnostic[] }> {
  const unknown = options.ignoreErrors.filter((code) => !Object.hasOwn(IGNORABLE, code));
  if (unknown.length > 0)
    throw new HeatError('HTTPBadRequest', `Invalid codes in ignore_errors : ${pythonText(unknown)}`);
  const identity = { id: '', name: 'dummy', projectId: caller.projectId, parentId: null };
  const { definition, template } = newDefinition(room, '', request);
  const draft = room.models.draft(definition, identity, template);
  const about = {
    parameters: draft.parameters,
    facade: null,
    typeOf: draft.typeOf,
    typeNames: () => room.catalogue.names(),
    values: false,
    maxResources: room.config.max_resources_per_stack,
  };
  const diagnostics = findProblems(template, about);
  try {
    checkStack(template, about);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    // A template that is not well-formed is an answer; anything else is an error of the request.
    if (error.code !== 'StackValidationFailed') throw error;
    return { answer: { Error: withWhereabouts(error.message, error.diagnostics) }, diagnostics };
  }
  const answer = describeStack(draft);
  if (request.showNested) Object.assign(answer, await nestedParameters({ room, cloud: caller.cloud, depth: 0 }, draft));
  answer['Environment'] = draft.environment.toUserSections();
  return { answer, diagnostics };
}
