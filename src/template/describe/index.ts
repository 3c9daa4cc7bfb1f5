export { type FunctionShown, type TemplateVersion, templateFunctions, templateVersions } from './formats.ts';
export { generateTemplate } from './generated-template.ts';
export { jsonSchema } from './json-schema.ts';
export { describeParameter } from './parameter.ts';
export { showSupport } from './support.ts';
export { BASE_ATTRIBUTES, describeType, findType } from './type-schema.ts';
export { type DescribedStack, describeCfnValidation, describeValidation } from './validation.ts';
