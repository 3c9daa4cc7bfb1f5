export { type CompiledProperty, type CompiledSchema, compileSchema } from './compile.ts';
export { type PropertyData, plainData } from './data.ts';
export { diffProperties, type PropertyDifference } from './difference.ts';
export { type PropertyProblem, propertyError } from './problem.ts';
export {
  Properties,
  type PropertyOptions,
  prepareProperties,
  type Report,
  type Resolved,
  schemasFor,
  typeProperties,
} from './properties.ts';
export { checkFacade, childParameters, type ProviderTemplate, providerType } from './provider.ts';
export { type ConstraintQuestion, type Questions, questions } from './questions.ts';
export { nearest } from './suggestion.ts';
export { type Lookup, type LookupQuestion, touchedProperties } from './translation.ts';
