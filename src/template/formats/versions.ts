/**
 * Every version of the template formats. A version is described by what it changes against the one before it:
 * functions that come, change their implementation or go, and sections and keys that come.
 */
import type { Implementation } from '../functions/table.ts';

type Functions = Readonly<Record<string, Implementation>>;

export interface VersionFacts {
  version: string;
  /** Names that mean the same version. */
  aliases: readonly string[];
  /** Functions that are new or have a new implementation. */
  functions: Functions;
  /** Functions that the version has no more. */
  removed: readonly string[];
  /** Functions that are new in conditions. */
  conditionFunctions: Functions;
  /** Conditions, `external_id`, and policies in lower case, from here on. */
  conditions: boolean;
}

const facts = (version: string, changes: Partial<VersionFacts>): VersionFacts => ({
  version,
  aliases: [],
  functions: {},
  removed: [],
  conditionFunctions: {},
  conditions: false,
  ...changes,
});

const CFN_IN_HOT: Functions = {
  'Fn::Base64': 'cfn.Base64',
  'Fn::GetAZs': 'cfn.GetAZs',
  'Fn::Join': 'cfn.Join',
  'Fn::MemberListToMap': 'cfn.MemberListToMap',
  'Fn::Replace': 'cfn.Replace',
  'Fn::ResourceFacade': 'cfn.ResourceFacade',
  'Fn::Split': 'cfn.Split',
  Ref: 'cfn.Ref',
};

/** `heat_template_version`. */
export const HOT_VERSIONS: readonly VersionFacts[] = [
  facts('2013-05-23', {
    functions: {
      ...CFN_IN_HOT,
      'Fn::Select': 'cfn.Select',
      get_attr: 'hot.GetAttThenSelect',
      get_file: 'hot.GetFile',
      get_param: 'hot.GetParam',
      get_resource: 'hot.GetResource',
      list_join: 'hot.Join',
      resource_facade: 'hot.ResourceFacade',
      str_replace: 'hot.Replace',
    },
  }),
  facts('2014-10-16', { functions: { get_attr: 'hot.GetAtt' }, removed: Object.keys(CFN_IN_HOT) }),
  facts('2015-04-30', { functions: { digest: 'hot.Digest', repeat: 'hot.Repeat' } }),
  facts('2015-10-15', {
    functions: {
      get_attr: 'hot.GetAttAllAttributes',
      list_join: 'hot.JoinMultiple',
      str_replace: 'hot.ReplaceJson',
      str_split: 'hot.StrSplit',
    },
    removed: ['Fn::Select'],
  }),
  facts('2016-04-08', { functions: { map_merge: 'hot.MapMerge' } }),
  facts('2016-10-14', {
    aliases: ['newton'],
    functions: { if: 'hot.If', map_replace: 'hot.MapReplace', repeat: 'hot.RepeatWithMap', yaql: 'hot.Yaql' },
    conditionFunctions: {
      and: 'hot.And',
      equals: 'hot.Equals',
      get_param: 'hot.GetParam',
      not: 'hot.Not',
      or: 'hot.Or',
    },
    conditions: true,
  }),
  facts('2017-02-24', {
    aliases: ['ocata'],
    functions: { filter: 'hot.Filter', str_replace_strict: 'hot.ReplaceJsonStrict' },
  }),
  facts('2017-09-01', {
    aliases: ['pike'],
    functions: {
      contains: 'hot.Contains',
      list_concat: 'hot.ListConcat',
      list_concat_unique: 'hot.ListConcatUnique',
      make_url: 'hot.MakeURL',
      repeat: 'hot.RepeatWithNestedLoop',
      str_replace_vstrict: 'hot.ReplaceJsonVeryStrict',
    },
    conditionFunctions: { contains: 'hot.Contains', yaql: 'hot.Yaql' },
  }),
  facts('2018-03-02', { aliases: ['queens'] }),
  facts('2018-08-31', { aliases: ['rocky'] }),
  facts('2021-04-16', { aliases: ['wallaby'], functions: { if: 'hot.IfNullable' } }),
];

const CFN_FUNCTIONS: Functions = {
  ...CFN_IN_HOT,
  'Fn::FindInMap': 'cfn.FindInMap',
  'Fn::GetAtt': 'cfn.GetAtt',
  'Fn::Select': 'cfn.Select',
};

/** `HeatTemplateFormatVersion`. */
export const HEAT_CFN_VERSIONS: readonly VersionFacts[] = [facts('2012-12-12', { functions: CFN_FUNCTIONS })];

/** `AWSTemplateFormatVersion`. */
export const AWS_VERSIONS: readonly VersionFacts[] = [
  facts('2010-09-09', {
    functions: { ...CFN_FUNCTIONS, 'Fn::If': 'cfn.If' },
    conditionFunctions: {
      'Fn::And': 'cfn.And',
      'Fn::Equals': 'cfn.Equals',
      'Fn::FindInMap': 'cfn.FindInMap',
      'Fn::Not': 'cfn.Not',
      'Fn::Or': 'cfn.Or',
      Ref: 'cfn.ParamRef',
    },
    conditions: true,
  }),
];
