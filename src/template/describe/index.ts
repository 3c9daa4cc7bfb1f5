export { generateTemplate } from './generated-template.ts';
export { describeParameter } from './parameter.ts';
export { showSupport } from './support.ts';
export { BASE_ATTRIBUTES, describeType, findType } from './type-schema.ts';
