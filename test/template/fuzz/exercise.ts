/** Does with a text everything that the language can do with a template. */
import { HeatError } from '../../../src/errors.ts';
import { baseRegistry, Environment, parseEnvironment } from '../../../src/template/environment/index.ts';
import {
  bind,
  checkStack,
  evaluate,
  lintTemplate,
  NOT_MADE,
  NOTHING_KNOWN,
  parseTemplate,
  printDiagnostic,
} from '../../../src/template/index.ts';
import { resolveParameters } from '../../../src/template/parameters/index.ts';
import type { ResourceTypeSchema } from '../../../src/template/schema/types.ts';
import { stringify } from '../../../src/template/value.ts';
import { referenceAliases, referenceTypes } from '../reference-types.ts';

const base = baseRegistry(referenceTypes, [{ resource_registry: { ...referenceAliases } }]);
const STACK = { stackName: 'fuzz', stackId: '11111111-2222-4333-8444-555555555555', projectId: '0'.repeat(32) };

/** What came of it: refusals by the class of their error. Throws what nobody should ever see. */
export function exercise(text: string): string {
  for (const diagnostic of lintTemplate(text, { types: referenceTypes, aliases: referenceAliases, files: {} })) {
    printDiagnostic(diagnostic, text);
  }
  refusal(() => parseEnvironment(text));
  return refusal(() => validateAndEvaluate(text)) ?? 'accepted';
}

/** The class of a refusal; null where there is none. */
function refusal(run: () => unknown): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof HeatError) return error.code;
    throw error;
  }
}

function validateAndEvaluate(text: string): void {
  const template = parseTemplate(text, { files: {} });
  const parameters = resolveParameters(template.parameterSchemas, { kind: template.kind, ...STACK });
  const environment = new Environment({}, base);
  const typeOf = (type: string, resource: string): ResourceTypeSchema => {
    const resolved = environment.registry.resolve(type, resource);
    const found = 'type' in resolved ? referenceTypes.get(resolved.type) : undefined;
    if (found === undefined) throw new HeatError('EntityNotFound', `The Resource Type (${type}) could not be found.`);
    return found;
  };
  // What is wrong with one part must not keep the others from being tried.
  refusal(() => {
    const definition = bind(template, { parameters });
    for (const output of definition.outputs.values()) {
      for (const resources of [NOT_MADE, NOTHING_KNOWN]) refusal(() => shown(evaluate(output.value, resources)));
    }
    for (const resource of definition.resources.values()) {
      for (const part of [resource.properties, resource.metadata, resource.updatePolicy]) {
        refusal(() => shown(evaluate(part, NOTHING_KNOWN)));
      }
    }
  });
  checkStack(template, { parameters, typeOf, maxResources: -1 });
}

/** A value that has to be stored has to be text at some time. */
function shown(value: unknown): void {
  stringify(value);
}
