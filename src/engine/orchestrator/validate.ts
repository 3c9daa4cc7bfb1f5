/**
 * `validate`: what a template asks for, and everything that is wrong with it. Values of parameters need not be given; what hangs on
 * them is not looked at.
 */
import { HeatError } from '../../errors.ts';
import { describeParameter } from '../../template/describe/index.ts';
import type { Diagnostic } from '../../template/diagnostics/diagnostic.ts';
import { withWhereabouts } from '../../template/diagnostics/whereabouts.ts';
import { childEnvironment } from '../../template/environment/index.ts';
import { checkStack, validateTemplate as findProblems, type Template } from '../../template/index.ts';
import { PSEUDO_NAMES } from '../../template/parameters/index.ts';
import { isTruthy, pythonText } from '../../template/schema/index.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { buildModel, type Draft } from '../model/build.ts';
import type { Caller, StackRequest } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { newDefinition } from './definition.ts';

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
  const answer = describe(template, draft);
  if (request.showNested) Object.assign(answer, nestedParameters(room, draft, 0));
  answer['Environment'] = draft.environment.toUserSections();
  return { answer, diagnostics };
}

function describe(template: Template, draft: Draft): ValueMap {
  const parameters: ValueMap = {};
  for (const parameter of draft.parameters) {
    if (!PSEUDO_NAMES[template.kind].has(parameter.name)) parameters[parameter.name] = describeParameter(parameter);
  }
  const groups = template.parameterGroups;
  return {
    Description: template.description,
    Parameters: parameters,
    ...(groups !== undefined && isTruthy(groups) ? { ParameterGroups: groups as Value } : {}),
  };
}

/** Parameters of the templates that are used as types, by resource. */
function nestedParameters(room: Room, draft: Draft, depth: number): ValueMap {
  const found: ValueMap = {};
  if (depth >= room.config.max_nested_stack_depth) return found;
  let names: Iterable<string>;
  let model: ReturnType<typeof buildModel>;
  try {
    model = buildModel(draft);
    names = model.order;
  } catch {
    return found;
  }
  for (const name of names) {
    const wanted = model.resource(name);
    if (wanted === undefined) continue;
    const resolved = draft.environment.registry.resolve(wanted.typeName, name);
    if (!('template' in resolved)) continue;
    const text = draft.definition.files[resolved.template] ?? room.wiring.templateFile?.(resolved.template) ?? null;
    if (text === null) continue;
    const environment = childEnvironment(draft.environment, null, { resourceName: name });
    const child = room.models.draft(
      {
        id: '',
        stackId: '',
        template: room.models.tree(text),
        files: draft.definition.files,
        environment: environment.toSections(),
        secretParameters: {},
        createdAt: 0,
      },
      { id: '', name, projectId: '', parentId: '' },
    );
    found[name] = {
      Type: wanted.typeName,
      ...describe(child.template, child),
      ...nestedParameters(room, child, depth + 1),
    };
  }
  return Object.keys(found).length > 0 && isMap(found) ? { NestedParameters: found } : {};
}
