/** The request side of the engine room: checks, one transaction that says what is wanted, and an answer. */

import { templateFunctions, templateVersions } from '../../template/describe/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import type { Room } from '../room.ts';
import { listEvents } from '../views/events.ts';
import { listResources, showResource } from '../views/resources.ts';
import {
  findStack,
  listOutputs,
  listStacks,
  showEnvironment,
  showFiles,
  showOutput,
  showStack,
  showTemplate,
  withHiddenTags,
} from '../views/stacks.ts';
import { listTypes, showType, typeTemplate } from '../views/types.ts';
import { abandon, act, exportStack, remove } from './actions.ts';
import { create } from './create.ts';
import { listEngines } from './engines.ts';
import { placed } from './placed.ts';
import { previewCreate } from './preview.ts';
import { previewUpdate } from './preview-update.ts';
import { checkReach, markUnhealthy, metadata, signal, updateMetadata } from './resources.ts';
import { deleteSnapshot, findSnapshot, restore, takeSnapshot } from './snapshots.ts';
import { update } from './update.ts';
import { validateTemplate } from './validate.ts';

export function orchestratorOf(room: Room): Orchestrator {
  return {
    create: (caller, request) => placed(request, create(room, caller, request)),
    previewCreate: (caller, request) => placed(request, previewCreate(room, caller, request)),
    update: (caller, stack, request) => placed(request, update(room, caller, stack, request)),
    previewUpdate: (caller, stack, request) => placed(request, previewUpdate(room, caller, stack, request)),
    delete: (caller, stack) => remove(room, caller, stack),
    abandon: (caller, stack) => abandon(room, caller, stack),
    export: (_caller, stack) => exportStack(room, stack),
    act: (caller, stack, action) => act(room, caller, stack, action),
    validate: (caller, request, options) => placed(request, validateTemplate(room, caller, request, options)),

    find: (caller, identity, options) => findStack(room, caller, identity, options),
    list: (_caller, filter, page) => listStacks(room, filter, page),
    count: (_caller, filter) => room.store.countStacks(withHiddenTags(room, filter)),
    show: (_caller, stack, options) => showStack(room, stack, options),
    template: (_caller, stack) => showTemplate(room, stack),
    environment: (_caller, stack) => showEnvironment(room, stack),
    files: (_caller, stack) => showFiles(room, stack),
    outputs: (_caller, stack) => listOutputs(room, stack),
    output: (_caller, stack, key) => showOutput(room, stack, key),
    resources: (_caller, stack, options) => listResources(room, stack, options),
    resource: (caller, stack, name, options) => {
      checkReach(caller, stack, name);
      return showResource(room, stack, name, options);
    },
    events: (_caller, stack, filter, page, options) => listEvents(room, stack, filter, page, options),

    metadata: (caller, stack, name) => {
      checkReach(caller, stack, name);
      return metadata(room, stack, name);
    },
    updateMetadata: (_caller, stack, name, given) => updateMetadata(room, stack, name, given),
    signal: (caller, stack, name, details) => {
      checkReach(caller, stack, name);
      return signal(room, stack, name, details);
    },
    markUnhealthy: (_caller, stack, name, unhealthy, reason) => markUnhealthy(room, stack, name, unhealthy, reason),
    hooks: (_caller, stack) => room.store.hooks(stack.id),

    snapshot: (caller, stack, name) => takeSnapshot(room, caller, stack, name),
    snapshots: (_caller, stack) => room.store.snapshots(stack.id),
    showSnapshot: (_caller, stack, id) => findSnapshot(room, stack, id),
    deleteSnapshot: (_caller, stack, id) => deleteSnapshot(room, stack, id),
    restore: (caller, stack, id) => restore(room, caller, stack, id),

    resourceTypes: (caller, options) => listTypes(room, caller, options),
    resourceTypeSchema: (caller, name) => showType(room, caller, name),
    resourceTypeTemplate: (_caller, name, format) => typeTemplate(room, name, format),
    templateVersions,
    templateFunctions: (version, withConditionFunctions) => templateFunctions(version, { withConditionFunctions }),
    engines: () => listEngines(room),
  };
}
