export { toBoolean } from './booleans.ts';
export { checkConstraints, checkSchema } from './check.ts';
export { brokenConstraint, type ConstraintCheck, enforceConstraints, flawOf, suits } from './constraints.ts';
export { convertToType } from './conversion.ts';
export { modulo, toInteger, toNumber } from './numbers.ts';
export { compilePattern, matchesWhole } from './patterns.ts';
export { dumpJson, loadJson } from './python-json.ts';
export {
  containsUnknown,
  firstUnknown,
  isTruthy,
  pythonEquals,
  pythonLength,
  pythonRepr,
  pythonText,
  pythonType,
  withoutUnknown,
} from './python-values.ts';
export { readSchema, readSchemas, showConstraint, showSchema, showSchemas } from './shown-form.ts';
export * from './types.ts';
