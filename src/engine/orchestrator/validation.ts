/**
 * Validation of a whole stack before anything is stored. What has to be asked of the cloud is asked of all resources at
 * once; then the template layer checks everything in Heat's order, and throws what Heat would throw first.
 */
import { HeatError } from '../../errors.ts';
import type { Cloud } from '../../openstack/cloud.ts';
import type { ResourceType } from '../../resources/type.ts';
import type { StackRow } from '../../store/rows.ts';
import { childEnvironment } from '../../template/environment/index.ts';
import {
  checkStack,
  evaluate,
  NOT_MADE,
  NOTHING_KNOWN,
  propertyData,
  type ResourceDefinition,
  type ResourceSource,
  type StackDefinition,
} from '../../template/index.ts';
import { typeProperties } from '../../template/properties/index.ts';
import { containsUnknown } from '../../template/schema/index.ts';
import { isMap, setKey, type Value, type ValueMap } from '../../template/value.ts';
import { type Draft, modelOf } from '../model/build.ts';
import type { StackModel } from '../model/model.ts';
import { asksQuestions, Inquiry } from '../resource/properties.ts';
import type { Room } from '../room.ts';
import { Reading } from '../views/reading.ts';

/**
 * @param existing the stack that is updated: what its resources are is known
 * @throws what Heat would
 */
export async function validateStack(room: Room, draft: Draft, cloud: Cloud, existing?: StackRow): Promise<StackModel> {
  const inquiry = new Inquiry(room.questions, cloud);
  const resources = existing === undefined ? NOT_MADE : await presentResources(room, existing);
  await askAll(draft, inquiry, resources);
  const { parameters, facade } = draft;
  const { definition, graph, order } = checkStack(draft.template, {
    parameters,
    facade,
    typeOf: draft.typeOf,
    typeNames: () => room.catalogue.names(),
    maxResources: room.config.max_resources_per_stack,
    check: inquiry.check,
    ...(resources === NOT_MADE ? {} : { resources }),
  });
  await checkTypes(definition, draft, cloud);
  const model = modelOf(draft, definition, graph, order);
  await validateNested(room, model, cloud, 0);
  return model;
}

/** Resources as they are before an update: what is not there yet is as yet unmade. */
async function presentResources(room: Room, stack: StackRow): Promise<ResourceSource> {
  const reading = await Reading.open(room, stack);
  return {
    resource(name) {
      const row = reading.current.get(name);
      if (row === undefined || row.action === 'INIT') return NOT_MADE.resource(name);
      const unmade = NOT_MADE.resource(name);
      const live = reading.references.resource(name);
      if (unmade === undefined || live === undefined) return unmade;
      const known = <T extends Value | object>(value: T, otherwise: T): T => (containsUnknown(value) ? otherwise : value);
      return {
        refId: () => live.refId(),
        attribute: (path) => known(live.attribute(path) as Value, null),
        attributes: () => known(live.attributes() as Value, null),
      };
    },
  };
}

/** What cannot be resolved asks nothing; the checks after this will say what is wrong with it. */
async function askAll(draft: Draft, inquiry: Inquiry, resources: ResourceSource): Promise<void> {
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
  let definition: StackDefinition;
  try {
    definition = draft.template.bindLazily({ parameters: draft.parameters, facade: draft.facade });
    for (const resource of definition.resources.values()) {
      const type = draft.typeOf(resource.type, resource.name);
      if (!asksQuestions(type) || resource.externalId !== null) continue;
      asking.push(inquiry.prepare(type, propertyData(resource.properties, { resources })).catch(() => {}));
    }
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
  }
  await Promise.all(asking);
}

/** What types check beyond their schemas. */
async function checkTypes(definition: StackDefinition, draft: Draft, cloud: Cloud): Promise<void> {
  const { sections } = draft.template.format;
  for (const resource of definition.resources.values()) {
    const type = draft.typeOf(resource.type, resource.name);
    if (type.validate === undefined || resource.externalId !== null) continue;
    try {
      const properties = knownProperties(type, resource);
      await type.validate({ name: resource.name, properties, cloud, provided: Object.keys(properties) });
    } catch (error) {
      throw placed(error, [sections.resources, resource.name]);
    }
  }
}

function placed(error: unknown, path: readonly string[]): unknown {
  if (!(error instanceof HeatError) || error.code !== 'StackValidationFailed' || error.message.startsWith(`${path[0]}.`)) return error;
  return new HeatError(error.code, `${path.join('.')}: ${error.message}`, {
    cause: error,
    diagnostics: [{ code: 'invalid-property', severity: 'error', message: error.message, path }],
  });
}

/** Values that can be told before anything is made; what cannot is left out. */
function knownProperties(type: ResourceType, resource: ResourceDefinition): ValueMap {
  const data = propertyData(resource.properties, { resources: NOTHING_KNOWN });
  const properties = typeProperties(type, data, { description: resource.description });
  const known: ValueMap = {};
  for (const key of properties.schema.keys()) {
    if (!properties.isNamed(key)) continue;
    const value = properties.get(key);
    if (!containsUnknown(value)) setKey(known, key, value as Value);
  }
  return known;
}

/** Templates used as types are checked with what their resources will hand them, as far as that is known. */
async function validateNested(room: Room, model: StackModel, cloud: Cloud, depth: number): Promise<void> {
  for (const name of model.order) {
    const wanted = model.resource(name);
    const definition = model.bound.resources.get(name);
    if (wanted === undefined || definition === undefined) continue;
    const resolved = model.environment.registry.resolve(wanted.typeName, name);
    if (!('template' in resolved)) continue;
    if (depth >= room.config.max_nested_stack_depth) {
      throw new HeatError('RequestLimitExceeded', `Request limit exceeded: Recursion depth exceeds ${room.config.max_nested_stack_depth}.`);
    }
    const text = model.files[resolved.template] ?? room.wiring.templateFile?.(resolved.template) ?? null;
    if (text === null) {
      const message = `Could not fetch remote template "${resolved.template}": it is not among the files.`;
      throw placed(new HeatError('StackValidationFailed', message), [model.section, name]);
    }
    const given = evaluate(definition.properties, NOTHING_KNOWN);
    // With values missing only the form can be checked, which the child's own validation does when it is made.
    if (containsUnknown(given)) continue;
    await validateChild(room, model, { name, type: wanted.typeName, text, parameters: isMap(given) ? given : {} }, cloud, depth);
  }
}

async function validateChild(
  room: Room,
  parent: StackModel,
  child: { name: string; type: string; text: string; parameters: ValueMap },
  cloud: Cloud,
  depth: number,
): Promise<void> {
  const environment = childEnvironment(
    parent.environment,
    { parameters: child.parameters },
    { resourceName: child.name, withoutTemplate: { type: child.type } },
  );
  try {
    const definition = room.models.split({
      id: '',
      stackId: '',
      template: room.models.tree(child.text),
      files: parent.files,
      environment: environment.toSections(),
      createdAt: 0,
    });
    const draft = room.models.draft(definition, { id: '', name: child.name, projectId: cloud.projectId, parentId: '' });
    const inquiry = new Inquiry(room.questions, cloud);
    await askAll(draft, inquiry, NOT_MADE);
    const checked = checkStack(draft.template, {
      parameters: draft.parameters,
      typeOf: draft.typeOf,
      maxResources: room.config.max_resources_per_stack,
      check: inquiry.check,
    });
    await validateNested(room, modelOf(draft, checked.definition, checked.graph, checked.order), cloud, depth + 1);
  } catch (error) {
    throw placed(error, [parent.section, child.name]);
  }
}
