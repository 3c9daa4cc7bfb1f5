/**
 * The template language: text in, values and diagnostics out. Pure: no I/O, no clock, no database.
 *
 *     const template = parseTemplate(text, { files });
 *     const parameters = resolveParameters(template.parameterSchemas, { kind: template.kind, stackName, … });
 *     const { definition, order } = checkStack(template, { parameters, typeOf });
 *     evaluate(definition.resources.get(order[0]).properties, live);
 */

export { bind, binding } from './definition/bind.ts';
export { Conditions } from './definition/conditions.ts';
export type { OutputDefinition } from './definition/output.ts';
export { type PropertyDataOptions, propertyData } from './definition/property-data.ts';
export type { ResourceDefinition } from './definition/resource.ts';
export { type BindOptions, type ParameterSource, StackDefinition } from './definition/stack-definition.ts';
export {
  creationOrder,
  type DependencyGraph,
  type DependencyOptions,
  dependencies,
  requirements,
} from './dependencies/graph.ts';
export { DIAGNOSTIC_CODES, type DiagnosticCode } from './diagnostics/codes.ts';
export type { Diagnostic, Path, Position, Severity } from './diagnostics/diagnostic.ts';
export { type PrintOptions, printDiagnostic } from './diagnostics/print.ts';
export {
  evaluate,
  NOT_MADE,
  NOTHING_KNOWN,
  type Resolved,
  type ResourceAccess,
  type ResourceSource,
} from './expression/evaluate.ts';
export { Call, type Expression, isDynamic } from './expression/expression.ts';
export { ALL_ATTRIBUTES, type ReferenceOptions, type References, references } from './expression/references.ts';
export type { Facade, YaqlLimits } from './expression/scope.ts';
export { FORMATS, type TemplateFormat } from './formats/index.ts';
export { selectPath } from './functions/select-path.ts';
export { asDiagnostics, type LintOptions, lintTemplate } from './lint/lint.ts';
export type { LintedResource } from './lint/linted-resources.ts';
export { anything } from './lint/linted-types.ts';
export type { Given } from './lint/nested.ts';
export { allParameterSchemas } from './parameter-schemas.ts';
export { checkTemplateSize, MAX_TEMPLATE_SIZE, readDocument, readTemplateText } from './source/document.ts';
export { jsonForm } from './source/json-form.ts';
export { locate, type Range } from './source/positions.ts';
export { requestTemplate } from './source/request.ts';
export { readYaml } from './source/yaml.ts';
export { parseTemplate, Template, type TemplateOptions, templateOf } from './template.ts';
export {
  type CheckedStack,
  checkingStack,
  checkStack,
  type StackValidation,
  validateTemplate,
} from './validation/stack.ts';
export { MAX_RESOURCES, validateStructure } from './validation/structure.ts';
