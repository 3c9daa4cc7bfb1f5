/**
 * `validate`: what a template asks for, or the first thing that is wrong with it. Values of parameters need not be given; what hangs on
 * them is not looked at.
 */
import { HeatError } from '../../errors.ts';
import { Pace } from '../../store/pace.ts';
import type { DefinitionRow } from '../../store/rows.ts';
import { reportedLater } from '../../template/diagnostics/report.ts';
import { withWhereabouts } from '../../template/diagnostics/whereabouts.ts';
import { checkingStack, NOT_MADE, type StackValidation, type Template } from '../../template/index.ts';
import { withoutValue } from '../../template/parameters/index.ts';
import { pythonText } from '../../template/schema/index.ts';
import type { ValueMap } from '../../template/value.ts';
import { type Identity, modelOf } from '../model/build.ts';
import type { StackModel } from '../model/model.ts';
import type { Caller, StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { newDefinition } from './definition.ts';
import { describeStack } from './described.ts';
import { nestedParameters } from './nested-parameters.ts';
import { validateNested } from './nested-validation.ts';
import { type Asker, checkOffered } from './offered.ts';
import { placedFindings } from './placed.ts';
import { checkTypes } from './type-validation.ts';

/** Codes of problems that a client may ask to be passed over, and the errors that they stand for. */
const UNAVAILABLE = '99001';
const IGNORABLE: Record<string, string> = { [UNAVAILABLE]: 'ResourceTypeUnavailable' };

export async function validateTemplate(
  room: Room,
  caller: Caller,
  request: StackRequest,
  options: { ignoreErrors: string[] },
): Promise<{ answer: ValueMap }> {
  const unknown = options.ignoreErrors.filter((code) => !Object.hasOwn(IGNORABLE, code));
  if (unknown.length > 0)
    throw new HeatError('HTTPBadRequest', `Invalid codes in ignore_errors : ${pythonText(unknown)}`);
  const identity = { id: '', name: 'dummy', projectId: caller.projectId, parentId: null };
  const { definition, template } = await newDefinition(room, '', request);
  const pace = new Pace();
  const draft = room.models.draft(definition, identity, { parsed: template });
  const about = {
    parameters: draft.parameters,
    facade: null,
    typeOf: draft.typeOf,
    typeNames: () => room.catalogue.names(),
    values: false,
    maxResources: room.config.max_resources_per_stack,
  };
  try {
    await pace.run(checkingStack(template, about));
    const asker = { ...caller, anyService: options.ignoreErrors.includes(UNAVAILABLE) };
    const model = await checkFurther(room, asker, definition, { ...about, template, identity });
    await reportedLater(template, validateNested(room, model, asker)).catch((error) => {
      if (request.showNested !== true || !isOfProperties(error)) throw error;
    });
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    // A template that is not well-formed is an answer; anything else is an error of the request.
    if (error.code !== 'StackValidationFailed') throw error;
    return { answer: { Error: withWhereabouts(error.message, await placedFindings(request, error.diagnostics)) } };
  }
  const answer = describeStack(draft);
  if (pace.isDue) await pace.rest();
  if (request.showNested)
    Object.assign(answer, await nestedParameters({ room, cloud: caller.cloud, depth: 0, resources: NOT_MADE }, draft));
  answer['Environment'] = draft.environment.toUserSections();
  return { answer };
}

/** Whoever asks what nested templates want has not given them all that yet, perhaps: Heat answers, and leaves such errors to the creation. */
function isOfProperties(error: unknown): boolean {
  return error instanceof HeatError && error.message.startsWith('Property error: ');
}

/** What of the stack's own resources can be told without their clouds; parameters without a value may have any. */
async function checkFurther(
  room: Room,
  asker: Asker,
  definition: DefinitionRow,
  { template, identity, ...about }: StackValidation & { template: Template; identity: Identity },
): Promise<StackModel> {
  const { environment } = room.models.draft(definition, identity, { parsed: template });
  const given = { values: environment.parameters, defaults: environment.parameterDefaults };
  const unknown = new Map(withoutValue(template.parameterSchemas, given));
  const draft = room.models.draft(definition, identity, { parsed: template, unknown });
  const pace = new Pace();
  const checked = await pace.run(checkingStack(template, { ...about, parameters: draft.parameters }));
  await reportedLater(template, checkTypes(room, checked.definition, draft, null, 'top'));
  if (pace.isDue) await pace.rest();
  const model = modelOf(draft, checked.definition, checked.graph, checked.order);
  await checkOffered(asker, model);
  return model;
}
