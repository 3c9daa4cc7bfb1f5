/**
 * Parses and validates a template, and orders its resources, in a process of its own, so that its memory can be told:
 *
 *     node measure.ts FILE ROUNDS
 *
 * Prints one JSON object, as `reference.py` does.
 */
import { readFileSync } from 'node:fs';
import { HeatError } from '../../src/errors.ts';
import { ALIASES, catalogue } from '../../src/resources/catalogue.ts';
import { baseRegistry, Environment } from '../../src/template/environment/index.ts';
import { checkStack, evaluate, NOTHING_KNOWN, parseTemplate } from '../../src/template/index.ts';
import { resolveParameters } from '../../src/template/parameters/index.ts';

const [file = '', rounds = '1'] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const base = baseRegistry(catalogue, [{ resource_registry: { ...ALIASES } }]);

function round() {
  const started = performance.now();
  const template = parseTemplate(text, { maxSize: Number.POSITIVE_INFINITY });
  const environment = new Environment({}, base);
  const parameters = resolveParameters(template.parameterSchemas, {
    kind: template.kind,
    stackName: 'bench',
    stackId: '00000000-0000-4000-8000-000000000000',
    projectId: 'project',
    values: environment.parameters,
  });
  const parsed = performance.now();
  const { definition, order } = checkStack(template, {
    parameters,
    maxResources: -1,
    typeOf(name, resource) {
      const resolved = environment.registry.resolve(name, resource);
      const type = 'type' in resolved ? catalogue.get(resolved.type) : undefined;
      if (type === undefined) throw new HeatError('EntityNotFound', `There is no resource type ${name}.`);
      return type;
    },
  });
  const validated = performance.now();
  for (const resource of definition.resources.values()) evaluate(resource.properties, NOTHING_KNOWN);
  for (const output of definition.outputs.values()) evaluate(output.value, NOTHING_KNOWN);
  const evaluated = performance.now();
  return {
    resources: order.length,
    parse: parsed - started,
    validate: validated - parsed,
    total: validated - started,
    /** Of all properties and outputs; the reference does it as part of its validation. */
    evaluate: evaluated - validated,
  };
}

const toMiB = (kilobytes: number) => kilobytes / 1024;
const baseMiB = toMiB(process.resourceUsage().maxRSS);
const results = Array.from({ length: Number(rounds) }, round);
console.log(JSON.stringify({ rounds: results, baseMiB, peakMiB: toMiB(process.resourceUsage().maxRSS) }));
