export { baseRegistry, childEnvironment, Environment, patchEnvironment } from './environment.ts';
export { matchesGlob } from './glob.ts';
export { mergeEnvironmentFiles, mergingEnvironmentFiles } from './merge.ts';
export {
  HOOKS,
  type Hook,
  RESTRICTED_ACTIONS,
  type ResolvedType,
  ResourceRegistry,
  type RestrictedAction,
} from './registry.ts';
export { type EnvironmentRequest, malformedEnvironment, parseEnvironment, requestEnvironment } from './request.ts';
export type { ResourceInfo } from './resource-info.ts';
export { checkSections, environmentFrom, SECTIONS, withAllSections } from './sections.ts';
