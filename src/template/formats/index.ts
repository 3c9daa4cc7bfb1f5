/** The template formats, built from the table of versions. */
import type { TemplateFunction } from '../expression/function.ts';
import { misplaced, removed } from '../functions/removed.ts';
import { FUNCTIONS } from '../functions/table.ts';
import { parameterDialect } from '../parameters/dialect.ts';
import type { DeletionPolicy } from '../schema/types.ts';
import type { OutputKeys, ResourceKeys, SectionNames, TemplateFormat } from './format.ts';
import { AWS_VERSIONS, HEAT_CFN_VERSIONS, HOT_VERSIONS, type VersionFacts } from './versions.ts';

export type { OutputKeys, ResourceKeys, SectionNames, TemplateFormat } from './format.ts';

interface Family {
  kind: 'hot' | 'cfn';
  versions: readonly VersionFacts[];
}

const FAMILIES: Readonly<Record<string, Family>> = {
  heat_template_version: { kind: 'hot', versions: HOT_VERSIONS },
  HeatTemplateFormatVersion: { kind: 'cfn', versions: HEAT_CFN_VERSIONS },
  AWSTemplateFormatVersion: { kind: 'cfn', versions: AWS_VERSIONS },
};

function sectionNames(kind: 'hot' | 'cfn', versionKey: string, conditions: boolean): SectionNames {
  if (kind === 'hot') {
    return {
      version: versionKey,
      description: 'description',
      parameterGroups: 'parameter_groups',
      parameters: 'parameters',
      resources: 'resources',
      outputs: 'outputs',
      conditions: conditions ? 'conditions' : undefined,
      mappings: undefined,
    };
  }
  return {
    version: versionKey,
    description: 'Description',
    mappings: 'Mappings',
    parameters: 'Parameters',
    resources: 'Resources',
    outputs: 'Outputs',
    conditions: conditions ? 'Conditions' : undefined,
    parameterGroups: undefined,
  };
}

function resourceKeys(kind: 'hot' | 'cfn', conditions: boolean): ResourceKeys {
  if (kind === 'hot') {
    return {
      type: 'type',
      properties: 'properties',
      metadata: 'metadata',
      dependsOn: 'depends_on',
      deletionPolicy: 'deletion_policy',
      updatePolicy: 'update_policy',
      description: 'description',
      externalId: conditions ? 'external_id' : undefined,
      condition: conditions ? 'condition' : undefined,
    };
  }
  return {
    type: 'Type',
    properties: 'Properties',
    metadata: 'Metadata',
    dependsOn: 'DependsOn',
    deletionPolicy: 'DeletionPolicy',
    updatePolicy: 'UpdatePolicy',
    description: 'Description',
    externalId: undefined,
    condition: conditions ? 'Condition' : undefined,
  };
}

function outputKeys(kind: 'hot' | 'cfn', conditions: boolean): OutputKeys {
  if (kind === 'hot')
    return { description: 'description', value: 'value', condition: conditions ? 'condition' : undefined };
  return { description: 'Description', value: 'Value', condition: conditions ? 'Condition' : undefined };
}

const POLICIES: Readonly<Record<string, DeletionPolicy>> = { Delete: 'Delete', Retain: 'Retain', Snapshot: 'Snapshot' };
const POLICIES_TOO_IN_LOWER_CASE = { ...POLICIES, delete: 'Delete', retain: 'Retain', snapshot: 'Snapshot' } as const;

function buildFormats(versionKey: string, { kind, versions }: Family): Map<string, TemplateFormat> {
  const formats = new Map<string, TemplateFormat>();
  const functions = new Map<string, TemplateFunction>();
  const conditionFunctions = new Map<string, TemplateFunction>();
  let conditions = false;
  for (const version of versions) {
    conditions ||= version.conditions;
    for (const [name, implementation] of Object.entries(version.functions))
      functions.set(name, FUNCTIONS[implementation]);
    for (const name of version.removed) functions.set(name, removed);
    for (const [name, implementation] of Object.entries(version.conditionFunctions)) {
      conditionFunctions.set(name, FUNCTIONS[implementation]);
    }
    const format = buildFormat(
      kind,
      versionKey,
      version.version,
      new Map(functions),
      new Map(conditionFunctions),
      conditions,
    );
    for (const name of [version.version, ...version.aliases]) formats.set(name, format);
  }
  return formats;
}

function buildFormat(
  kind: 'hot' | 'cfn',
  versionKey: string,
  version: string,
  functions: Map<string, TemplateFunction>,
  conditionFunctions: Map<string, TemplateFunction>,
  conditions: boolean,
): TemplateFormat {
  const sections = sectionNames(kind, versionKey, conditions);
  const inConditions = new Map<string, TemplateFunction>();
  for (const [name, fn] of functions) inConditions.set(name, kind === 'hot' && fn === removed ? removed : misplaced);
  for (const [name, fn] of conditionFunctions) inConditions.set(name, fn);
  // A CFN template may have both of the keys for a version; HOT lets a section pass that is read by nobody.
  const versionKeys = kind === 'hot' ? ['__undefined__'] : ['AWSTemplateFormatVersion', 'HeatTemplateFormatVersion'];
  return {
    kind,
    version,
    versionKey,
    sections,
    topLevelKeys: new Set([...Object.values(sections).filter((name) => name !== undefined), ...versionKeys]),
    resourceKeys: resourceKeys(kind, conditions),
    outputKeys: outputKeys(kind, conditions),
    strictKeys: kind === 'hot',
    functions,
    conditionFunctions: inConditions,
    functionNames: [...functions].filter(([, fn]) => fn !== removed).map(([name]) => name),
    conditionFunctionNames: [...conditionFunctions.keys()],
    deletionPolicies: kind === 'hot' && conditions ? POLICIES_TOO_IN_LOWER_CASE : POLICIES,
    parameters: parameterDialect(kind, version),
  };
}

/** Formats by the key that says the version, then by version or alias. */
export const FORMATS: ReadonlyMap<string, ReadonlyMap<string, TemplateFormat>> = new Map(
  Object.entries(FAMILIES).map(([versionKey, family]) => [versionKey, buildFormats(versionKey, family)]),
);
