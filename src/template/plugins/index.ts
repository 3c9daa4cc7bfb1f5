export { extendLanguage } from './extend.ts';
export {
  type ConstraintPlugin,
  type FunctionPlugin,
  type LanguagePlugin,
  type ParameterTypePlugin,
  PluginError,
  type PluginValue,
} from './plugin.ts';
