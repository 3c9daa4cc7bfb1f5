/**
 * Every route of the orchestration API, once: method, path below `/v1/{project}`, what the path names, the rule that has to
 * allow it, the status of success, and who answers. Order is not important: a path's fixed parts go before its variable ones.
 */
import { listEvents, showEvent } from './events.ts';
import { listResources, markUnhealthy, showMetadata, showResource, signalResource } from './resources.ts';
import type { Method, Route } from './route.ts';
import {
  abandonStack,
  actOnStack,
  createStack,
  deleteStack,
  exportStack,
  patchStack,
  previewPatch,
  previewStack,
  previewUpdate,
  updateStack,
  validateTemplate,
} from './stacks/life.ts';
import { listStacks, listStacksInDetail } from './stacks/lists.ts';
import {
  listOutputs,
  lookUpStack,
  showEnvironment,
  showFiles,
  showOutput,
  showStack,
  showTemplate,
} from './stacks/reading.ts';
import { deleteSnapshot, listSnapshots, restoreSnapshot, showSnapshot, takeSnapshot } from './stacks/snapshots.ts';
import {
  listResourceTypes,
  listServices,
  listTemplateFunctions,
  listTemplateVersions,
  showBuild,
  showResourceType,
  showTypeTemplate,
} from './types.ts';

const STACK = '/stacks/:stack_name/:stack_id';
const RESOURCE = `${STACK}/resources/:resource_name`;
const SNAPSHOT = `${STACK}/snapshots/:snapshot_id`;

function lookUp(method: Method, path: string, part?: string): Route {
  return { method, path, policy: 'stacks:lookup', success: 302, handler: lookUpStack(part) };
}

const ANYTHING: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const READ_BY_NAME = ['resources', 'events', 'template', 'actions', 'environment', 'files'];
const POSTED_BY_NAME = ['resources', 'events', 'template', 'actions'];

/** By name alone: `/stacks/web`, `/stacks/web/resources` … answer 302 with the full address. */
const LOOK_UPS: readonly Route[] = [
  ...ANYTHING.flatMap((method) => [lookUp(method, '/stacks/:stack_name'), lookUp(method, '/stacks/*')]),
  ...READ_BY_NAME.map((part) => lookUp('GET', `/stacks/:stack_name/${part}`, part)),
  ...POSTED_BY_NAME.map((part) => lookUp('POST', `/stacks/:stack_name/${part}`, part)),
];

// biome-ignore format: a table
export const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/validate', policy: 'stacks:validate_template', success: 200, handler: validateTemplate },
  { method: 'GET', path: '/resource_types', policy: 'stacks:list_resource_types', success: 200, handler: listResourceTypes },
  { method: 'GET', path: '/resource_types/:type_name', policy: 'stacks:resource_schema', success: 200, handler: showResourceType },
  { method: 'GET', path: '/resource_types/:type_name/template', policy: 'stacks:generate_template', success: 200, handler: showTypeTemplate },
  { method: 'GET', path: '/template_versions', policy: 'stacks:list_template_versions', success: 200, handler: listTemplateVersions },
  { method: 'GET', path: '/template_versions/:template_version/functions', policy: 'stacks:list_template_functions', success: 200, handler: listTemplateFunctions },
  { method: 'GET', path: '/build_info', policy: 'build_info:build_info', success: 200, handler: showBuild },
  { method: 'GET', path: '/services', policy: 'service:index', success: 200, handler: listServices },

  { method: 'GET', path: '/stacks', policy: 'stacks:index', success: 200, handler: listStacks },
  { method: 'POST', path: '/stacks', policy: 'stacks:create', success: 201, handler: createStack },
  { method: 'POST', path: '/stacks/preview', policy: 'stacks:preview', success: 200, handler: previewStack },
  { method: 'GET', path: '/stacks/detail', policy: 'stacks:detail', success: 200, handler: listStacksInDetail },
  ...LOOK_UPS,

  { method: 'GET', path: STACK, stack: 'any', policy: 'stacks:show', success: 200, handler: showStack },
  { method: 'PUT', path: STACK, stack: 'live', policy: 'stacks:update', success: 202, handler: updateStack },
  { method: 'PATCH', path: STACK, stack: 'live', policy: null, success: 202, handler: patchStack },
  { method: 'DELETE', path: STACK, stack: 'live', policy: 'stacks:delete', success: 204, handler: deleteStack },
  { method: 'PUT', path: `${STACK}/preview`, stack: 'live', policy: 'stacks:preview_update', success: 200, handler: previewUpdate },
  { method: 'PATCH', path: `${STACK}/preview`, stack: 'live', policy: 'stacks:preview_update_patch', success: 200, handler: previewPatch },
  { method: 'GET', path: `${STACK}/template`, stack: 'any', policy: 'stacks:template', success: 200, handler: showTemplate },
  { method: 'GET', path: `${STACK}/environment`, stack: 'any', policy: 'stacks:environment', success: 200, handler: showEnvironment },
  { method: 'GET', path: `${STACK}/files`, stack: 'any', policy: 'stacks:files', success: 200, handler: showFiles },
  { method: 'DELETE', path: `${STACK}/abandon`, stack: 'live', policy: 'stacks:abandon', success: 200, handler: abandonStack },
  { method: 'GET', path: `${STACK}/export`, stack: 'live', policy: 'stacks:export', success: 200, handler: exportStack },
  { method: 'POST', path: `${STACK}/actions`, stack: 'live', policy: null, success: 200, handler: actOnStack },
  { method: 'GET', path: `${STACK}/outputs`, stack: 'live', policy: 'stacks:list_outputs', success: 200, handler: listOutputs },
  { method: 'GET', path: `${STACK}/outputs/:output_key`, stack: 'live', policy: 'stacks:show_output', success: 200, handler: showOutput },

  { method: 'POST', path: `${STACK}/snapshots`, stack: 'live', policy: 'stacks:snapshot', success: 200, handler: takeSnapshot },
  { method: 'GET', path: `${STACK}/snapshots`, stack: 'live', policy: 'stacks:list_snapshots', success: 200, handler: listSnapshots },
  { method: 'GET', path: SNAPSHOT, stack: 'live', policy: 'stacks:show_snapshot', success: 200, handler: showSnapshot },
  { method: 'DELETE', path: SNAPSHOT, stack: 'live', policy: 'stacks:delete_snapshot', success: 204, handler: deleteSnapshot },
  { method: 'POST', path: `${SNAPSHOT}/restore`, stack: 'live', policy: 'stacks:restore_snapshot', success: 202, handler: restoreSnapshot },

  { method: 'GET', path: `${STACK}/resources`, stack: 'any', policy: 'resource:index', success: 200, handler: listResources },
  { method: 'GET', path: RESOURCE, stack: 'live', policy: 'resource:show', success: 200, handler: showResource },
  { method: 'PATCH', path: RESOURCE, stack: 'live', policy: 'resource:mark_unhealthy', success: 200, handler: markUnhealthy },
  { method: 'GET', path: `${RESOURCE}/metadata`, stack: 'live', policy: 'resource:metadata', success: 200, handler: showMetadata },
  { method: 'POST', path: `${RESOURCE}/signal`, stack: 'live', policy: 'resource:signal', success: 200, handler: signalResource },

  { method: 'GET', path: `${STACK}/events`, stack: 'any', policy: 'events:index', success: 200, handler: listEvents },
  { method: 'GET', path: `${RESOURCE}/events`, stack: 'any', policy: 'events:index', success: 200, handler: listEvents },
  { method: 'GET', path: `${RESOURCE}/events/:event_id`, stack: 'any', policy: 'events:show', success: 200, handler: showEvent },
];
