import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/cli/lint/lint.ts';
import { isOnlyKnown, lintedTypes } from '../../../src/cli/lint/types.ts';
import { parseEnvironment } from '../../../src/template/environment/index.ts';
import type { TypeRegistry } from '../../../src/template/schema/types.ts';
import { referenceTypes } from '../reference-types.ts';

const ROOT = join(import.meta.dirname, '../../templates');

/** Types with Heat's schemas; those that only old releases had go by their names. */
const types: TypeRegistry = {
  get(name) {
    const known = lintedTypes.get(name);
    return referenceTypes.get(name) ?? (known !== undefined && isOnlyKnown(known) ? known : undefined);
  },
  names: () => referenceTypes.names(),
};

const INVALID_CIRCLE = 'Resources wait for each other in a circle; the collection itself files it under "invalid".';
const NULL_WORKFLOW =
  'An attribute that is not there yet stands for a whole map with a required key; the reference implementation refuses it too.';

/** Templates that do not pass, each with the codes of its errors and the reason. */
const REFUSED: Readonly<Record<string, { codes: string[]; reason: string }>> = {
  'cfn/F17/WordPress_Single_Instance_With_Neutron.template': {
    codes: ['invalid-reference'],
    reason: 'An output refers to IPAddress, which is neither a parameter nor a resource.',
  },
  'cfn/F17/invalid/AutoScalingMultiAZSample.template': { codes: ['circular-dependency'], reason: INVALID_CIRCLE },
  'cfn/F17/invalid/AutoScalingMultiAZSample.yaml': { codes: ['circular-dependency'], reason: INVALID_CIRCLE },
  'cfn/F17/invalid/WordPress_Single_Instance_With_HA.template': {
    codes: ['circular-dependency'],
    reason: INVALID_CIRCLE,
  },
  'cfn/F17/invalid/WordPress_Single_Instance_With_HA_AccessPolicy.template': {
    codes: ['circular-dependency'],
    reason: INVALID_CIRCLE,
  },
  'cfn/F17/invalid/WordPress_Single_Instance_With_IHA.template': {
    codes: ['circular-dependency'],
    reason: INVALID_CIRCLE,
  },
  'hot/barbican/order.yaml': {
    codes: ['invalid-property'],
    reason: 'Its default for the expiration was a day in 2017.',
  },
  'hot/barbican/secret.yaml': {
    codes: ['invalid-property'],
    reason: 'Its default for the expiration was a day in 2017.',
  },
  'hot/mistral/templates/autoscaling_using_mistral.yaml': {
    codes: ['invalid-property', 'invalid-property'],
    reason: NULL_WORKFLOW,
  },
  'hot/octavia/servers_with_octavia.yaml': {
    codes: ['unknown-property'],
    reason: 'OS::Octavia::HealthMonitor has no property max_retries_down.',
  },
  'hot/software-config/example-templates/example-chef-template.yaml': {
    codes: ['invalid-property'],
    reason: 'The configuration is a list where OS::Heat::StructuredConfig takes a map.',
  },
};

/** Environments that templates come with, by a type that only the environment explains, or by name. */
const ENVIRONMENTS: readonly [uses: RegExp, environment: string][] = [
  [/Heat::InstallConfigAgent/, 'hot/software-config/boot-config/fedora_pip_env.yaml'],
  [/OpenShift::Node::Server/, 'openshift-origin/centos65/highly-available/invalid/oso_ha_env.yaml'],
];

const files = readdirSync(ROOT, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:ya?ml|template)$/.test(entry.name))
  .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
  .sort();
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const isTemplate = (file: string) =>
  /heat_template_version|HeatTemplateFormatVersion|AWSTemplateFormatVersion/.test(textOf(file));

async function errorsOf(file: string): Promise<string[]> {
  const environments = ENVIRONMENTS.filter(([uses]) => uses.test(textOf(file))).map(([, path]) => join(ROOT, path));
  const linted = await lintFiles({ files: [join(ROOT, file)], environments, types });
  const findings = linted[0]?.findings ?? [];
  return findings
    .filter(({ severity, code, message }) => {
      // Scripts are no part of the collection.
      return severity === 'error' && !(code === 'missing-file' && !/\.(?:yaml|template) /.test(message));
    })
    .map(({ code }) => code);
}

describe('templates that people wrote', () => {
  const templates = files.filter(isTemplate);

  it('are many', () => expect(templates.length).toBeGreaterThan(130));

  it('are understood and valid, but for those listed', async () => {
    const refused: Record<string, string[]> = {};
    for (const file of templates) {
      const codes = await errorsOf(file);
      if (codes.length > 0) refused[file] = codes;
    }
    expect(refused).toEqual(Object.fromEntries(Object.entries(REFUSED).map(([file, { codes }]) => [file, codes])));
  });

  it('have environments that are understood', () => {
    const environments = files.filter((file) => /_env\.yaml$/.test(file));
    expect(environments.length).toBeGreaterThan(8);
    for (const file of environments) expect(() => parseEnvironment(textOf(file)), file).not.toThrow();
  });
});
