export { PARAMETER_TYPES, type ParameterDialect, type ParameterType, parameterDialect } from './dialect.ts';
export { checkParameterGroups } from './groups.ts';
export { Parameter } from './parameter.ts';
export { PartlyKnownParameters, partlyKnown, withoutValue } from './partly-known.ts';
export { PSEUDO_NAMES, type StackIdentity, stackArn } from './pseudo.ts';
export { checkParameterSchema, type ParameterSchema, parseParameterSchemas } from './schema.ts';
export { checkStackName } from './stack-name.ts';
export {
  checkImmutable,
  type ParameterOptions,
  type ParameterProblem,
  ParameterValues,
  resolveParameters,
  type ValidationOptions,
} from './values.ts';
