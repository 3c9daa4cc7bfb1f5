/** Area `environment`: as stored, what names of types stand for, hooks, merged files, nested stacks, updates. */
import {
  childEnvironment,
  type Environment,
  mergeEnvironmentFiles,
  patchEnvironment,
  requestEnvironment,
} from '../../../../src/template/environment/index.ts';
import type { ParameterValues } from '../../../../src/template/parameters/index.ts';
import type { ValueMap } from '../../../../src/template/value.ts';
import type { AreaRunner } from '../area.ts';
import { type At, allParameters, open, readTemplate, VectorStack } from '../request.ts';

type Query = { type: string; name: string | null };

const TOPICS: Record<string, AreaRunner> = {
  parse: (vector, at) => open(vector, at).environment.toSections(),
  registry: (vector, at) => {
    const { environment } = open(vector, at);
    at(undefined);
    const { type, name } = vector.query as Query;
    return environment.registry.resolve(type, name);
  },
  hooks: (vector, at) => named(vector, at, (environment, name) => environment.registry.hooks(name)),
  restricted_actions: (vector, at) =>
    named(vector, at, (environment, name) => new Set([...environment.registry.restrictedActions(name)].sort())),
  files: (vector, at) => {
    const { environment, parameters } = open(vector, at);
    parameters.validate();
    return shown(environment, parameters);
  },
  child: (vector, at) => {
    const { environment } = open(vector, at);
    at(undefined);
    const options = { resourceName: vector.child_resource_name as string | null };
    return childEnvironment(environment, vector.child_parameters as ValueMap | null, options).toSections();
  },
  put: (vector, at) => update(vector, at),
  patch: (vector, at) => update(vector, at),
};

const runner: AreaRunner = (vector, at) => {
  const topic = vector.id.split('/')[1]?.split(':')[0] ?? '';
  return (TOPICS[topic] as AreaRunner)(vector, at);
};

/** For which of the names there are which words. */
function named(vector: ValueMap, at: At, words: (environment: Environment, name: string) => Set<string>) {
  const { environment } = open(vector, at);
  at(undefined);
  const found: [string, string[]][] = [];
  for (const name of vector.names as string[]) {
    const set = words(environment, name);
    if (set.size > 0) found.push([name, [...set]]);
  }
  return Object.fromEntries(found);
}

function shown(environment: Environment, parameters: ParameterValues): ValueMap {
  return {
    environment: environment.toUserSections(),
    encrypted_param_names: environment.encryptedParameters,
    values: Object.fromEntries([...parameters.declared()].map((parameter) => [parameter.name, parameter.value()])),
  };
}

function update(vector: ValueMap, at: At): ValueMap {
  const old = vector.old as ValueMap;
  const request = vector.new as ValueMap;
  const current = open(old, () => {});
  at(undefined);
  const next = vector.patch === true ? patched(current, { ...old, ...request }, request) : open(request, () => {});
  next.parameters.validate();
  return shown(next.environment, next.parameters);
}

/** What is not in the request stays as it is. */
function patched(current: VectorStack, whole: ValueMap, request: ValueMap): VectorStack {
  const template = readTemplate(whole);
  const files = (request.files ?? {}) as Record<string, string>;
  const names = (request.environment_files ?? []) as string[];
  const sections = mergeEnvironmentFiles(names, files, requestEnvironment(request), allParameters(template));
  const environment = patchEnvironment(current.environment, sections, {
    clear: (request.clear_parameters ?? []) as string[],
    isParameter: (name) => template.parameterSchemas.has(name),
  });
  return new VectorStack(current.name, template, environment);
}

export default runner;
