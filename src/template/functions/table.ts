/** Every template function, by the name of its implementation in the table of formats. */

import type { TemplateFunction } from '../expression/function.ts';
import { base64, findInMap, getAzs, memberListToMap, select } from './cfn-lookups.ts';
import { and, cfnNot, equals, ifElse, ifNullable, not, or } from './conditions.ts';
import { digest } from './digest.ts';
import { getFile } from './get-file.ts';
import { join, joinMultiple } from './join.ts';
import { contains, filter, listConcat, listConcatUnique } from './lists.ts';
import { makeUrl } from './make-url.ts';
import { mapMerge, mapReplace } from './maps.ts';
import { getParam, paramRef } from './parameters.ts';
import { cfnGetAtt, getAtt, getAttAllAttributes, getAttThenSelect, getResource, ref } from './references.ts';
import { repeat, repeatWithMap, repeatWithNestedLoop } from './repeat.ts';
import { cfnResourceFacade, resourceFacade } from './resource-facade.ts';
import { cfnSplit, strSplit } from './split.ts';
import { cfnReplace, replace, replaceJson, replaceJsonStrict, replaceJsonVeryStrict } from './str-replace.ts';
import { yaql } from './yaql.ts';

export const FUNCTIONS = {
  'cfn.And': and,
  'cfn.Base64': base64,
  'cfn.Equals': equals,
  'cfn.FindInMap': findInMap,
  'cfn.GetAZs': getAzs,
  'cfn.GetAtt': cfnGetAtt,
  'cfn.If': ifElse,
  'cfn.Join': join,
  'cfn.MemberListToMap': memberListToMap,
  'cfn.Not': cfnNot,
  'cfn.Or': or,
  'cfn.ParamRef': paramRef,
  'cfn.Ref': ref,
  'cfn.Replace': cfnReplace,
  'cfn.ResourceFacade': cfnResourceFacade,
  'cfn.Select': select,
  'cfn.Split': cfnSplit,
  'hot.And': and,
  'hot.Contains': contains,
  'hot.Digest': digest,
  'hot.Equals': equals,
  'hot.Filter': filter,
  'hot.GetAtt': getAtt,
  'hot.GetAttAllAttributes': getAttAllAttributes,
  'hot.GetAttThenSelect': getAttThenSelect,
  'hot.GetFile': getFile,
  'hot.GetParam': getParam,
  'hot.GetResource': getResource,
  'hot.If': ifElse,
  'hot.IfNullable': ifNullable,
  'hot.Join': join,
  'hot.JoinMultiple': joinMultiple,
  'hot.ListConcat': listConcat,
  'hot.ListConcatUnique': listConcatUnique,
  'hot.MakeURL': makeUrl,
  'hot.MapMerge': mapMerge,
  'hot.MapReplace': mapReplace,
  'hot.Not': not,
  'hot.Or': or,
  'hot.Repeat': repeat,
  'hot.RepeatWithMap': repeatWithMap,
  'hot.RepeatWithNestedLoop': repeatWithNestedLoop,
  'hot.Replace': replace,
  'hot.ReplaceJson': replaceJson,
  'hot.ReplaceJsonStrict': replaceJsonStrict,
  'hot.ReplaceJsonVeryStrict': replaceJsonVeryStrict,
  'hot.ResourceFacade': resourceFacade,
  'hot.StrSplit': strSplit,
  'hot.Yaql': yaql,
} as const satisfies Record<string, TemplateFunction>;

export type Implementation = keyof typeof FUNCTIONS;
