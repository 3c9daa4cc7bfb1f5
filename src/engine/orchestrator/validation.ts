/**
 * Validation of a whole stack before anything is stored. What has to be asked of the cloud is asked of all resources at
 * once; then the template layer checks everything in Heat's order, and throws what Heat would throw first.
 */
import { HeatError } from '../../errors.ts';
import { Pace } from '../../store/pace.ts';
import type { StackRow } from '../../store/rows.ts';
import { ProblemError } from '../../template/diagnostics/problems.ts';
import { reportedLater } from '../../template/diagnostics/report.ts';
import {
  checkingStack,
  isDynamic,
  NOT_MADE,
  NOTHING_KNOWN,
  propertyData,
  type Resolved,
  type ResourceSource,
  references,
  StackDefinition,
} from '../../template/index.ts';
import { containsUnknown } from '../../template/schema/index.ts';
import type { Steps } from '../../template/steps.ts';
import type { Value } from '../../template/value.ts';
import { modelOf } from '../model/build.ts';
import type { Draft, StackModel } from '../model/model.ts';
import { Inquiry } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { Reading } from '../views/reading.ts';
import { validateNested } from './nested-validation.ts';
import { type Asker, checkOffered } from './offered.ts';
import { checkTypes } from './type-validation.ts';

/**
 * @param existing the stack that is updated: what its resources are is known
 * @throws what Heat would
 */
export async function validateStack(room: Room, draft: Draft, asker: Asker, existing?: StackRow): Promise<StackModel> {
  try {
    return await validated(room, draft, asker, existing);
  } catch (error) {
    throw error instanceof HeatError ? inDoubleFrame(error) : error;
  }
}

/** Before it makes or changes a stack Heat frames errors of properties twice (`Property error: : place: : cause`); clients look for that. */
function inDoubleFrame(error: HeatError): HeatError {
  const [, place, cause] = /^Property error: ([^:].*?): (.*)$/s.exec(error.message) ?? [];
  if (place === undefined) return error;
  const { status, diagnostics } = error;
  return new HeatError(error.code, `Property error: : ${place}: : ${cause}`, {
    status,
    diagnostics: [...diagnostics],
    cause: error,
  });
}

async function validated(room: Room, draft: Draft, asker: Asker, existing?: StackRow): Promise<StackModel> {
  const { cloud } = asker;
  const inquiry = new Inquiry(room.questions, cloud);
  const pace = new Pace();
  const bound = await askAll(draft, inquiry, pace);
  const referred = existing === undefined || bound === null ? NOBODY : await pace.run(referredTo(bound));
  const resources = existing === undefined || referred.size === 0 ? NOT_MADE : await present(room, existing, referred);
  const { parameters, facade } = draft;
  const checked = () =>
    pace.run(
      checkingStack(draft.template, {
        parameters,
        facade,
        typeOf: draft.typeOf,
        typeNames: () => room.catalogue.names(),
        maxResources: room.config.max_resources_per_stack,
        check: inquiry.check,
        ...(bound === null ? {} : { parsed: bound }),
        ...(resources === NOT_MADE ? {} : { resources }),
      }),
    );
  const { definition, graph, order } = await unlessOutage(inquiry, checked);
  await reportedLater(draft.template, checkTypes(room, definition, draft, inquiry, 'top'));
  if (pace.isDue) await pace.rest();
  const model = modelOf(draft, definition, graph, order);
  if (pace.isDue) await pace.rest();
  await checkOffered(asker, model);
  await reportedLater(draft.template, validateNested(room, model, asker));
  return model;
}

const NOBODY: ReadonlySet<string> = new Set();

/** A cloud that cannot be asked is no fault of the template's. */
async function unlessOutage<T>(inquiry: Inquiry, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    const outage = inquiry.outageBehind(error);
    if (outage === null) throw error;
    throw new HeatError('HTTPServiceUnavailable', error.message, {
      diagnostics: [...error.diagnostics],
      cause: outage,
    });
  }
}

/** Resources of some names as they are before an update: what is not there yet is as yet unmade. */
async function present(room: Room, stack: StackRow, names: ReadonlySet<string>): Promise<ResourceSource> {
  const reading = await Reading.about(room, stack, names);
  return {
    resource(name) {
      const row = reading.current.get(name);
      if (row === undefined || row.action === 'INIT') return NOT_MADE.resource(name);
      const unmade = NOT_MADE.resource(name);
      const live = reading.references.resource(name);
      if (unmade === undefined || live === undefined) return unmade;
      return {
        refId: () => live.refId(),
        attribute: (path) => knownOrNull(live.attribute(path)),
        attributes: () => knownOrNull(live.attributes()),
      };
    },
  };
}

const knownOrNull = (value: Resolved): Value => (containsUnknown(value) ? null : (value as Value));

/** What cannot be resolved asks nothing; the checks after this will say what is wrong with it. */
async function askAll(draft: Draft, inquiry: Inquiry, pace: Pace): Promise<StackDefinition | null> {
  const asking: Promise<void>[] = [];
  for (const parameter of draft.parameters) {
    for (const constraint of parameter.schema.value.constraints ?? []) {
      if (constraint.kind !== 'custom_constraint') continue;
      const { name } = constraint;
      try {
        asking.push(inquiry.ask(name, parameter.value()));
      } catch {
        // Without a value there is nothing to ask.
      }
    }
  }
  let definition: StackDefinition | null = null;
  try {
    definition = new StackDefinition(draft.template, { parameters: draft.parameters, facade: draft.facade });
    await pace.run(definition.parsing());
    for (const resource of definition.resources.values()) {
      const type = draft.typeOf(resource.type, resource.name);
      if (resource.externalId !== null) continue;
      // What comes from other resources is not there to be checked.
      const data = propertyData(resource.properties, { resources: NOTHING_KNOWN, isToBeMade: () => true });
      asking.push(inquiry.prepare(type, data, { lookups: false }).catch(() => {}));
      if (pace.isDue) await pace.rest();
    }
  } catch (error) {
    if (!(error instanceof HeatError) && !(error instanceof ProblemError)) throw error;
    definition = null;
  }
  await Promise.all(asking);
  return definition;
}

/** Names of the resources to which others refer. */
function* referredTo(definition: StackDefinition): Steps<Set<string>> {
  const names = new Set<string>();
  for (const { properties, metadata } of definition.resources.values()) {
    for (const part of [properties, metadata]) {
      if (!isDynamic(part)) continue;
      const { resources, attributes } = references(part);
      for (const name of [...resources, ...attributes.keys()]) names.add(name);
      yield;
    }
  }
  return names;
}
