/** Actions on templates, and the template that a request brings: as text, or by a URL. */
import { HeatError } from '../../errors.ts';
import { getKey, isMap, type Value, type ValueMap } from '../../template/value.ts';
import { fetchTemplate } from '../native/stacks/template-url.ts';
import { type ActionCall, findStack } from './action.ts';
import { AwsError } from './faults.ts';

/** @throws MissingParameter, InvalidParameterValue, RequestLimitExceeded */
export async function requireTemplate({ parameters, settings }: ActionCall): Promise<string> {
  const body = parameters.get('TemplateBody');
  if (body !== undefined) {
    if (body.length <= settings.maxTemplateSize) return body;
    const detail = `Template size (${body.length} bytes) exceeds maximum allowed size (${settings.maxTemplateSize} bytes).`;
    throw new AwsError('RequestLimitExceeded', detail);
  }
  // Heat spells it TemplateUrl, Amazon TemplateURL.
  const url = parameters.get('TemplateUrl') ?? parameters.get('TemplateURL');
  if (url !== undefined) return fetchTemplate(url, settings);
  throw new AwsError('MissingParameter', 'TemplateBody or TemplateUrl were not given.');
}

export async function getTemplate(call: ActionCall): Promise<ValueMap> {
  const stack = await findStack(call, call.parameters.require('StackName'), { deleted: true });
  return { TemplateBody: await call.orchestrator.template(call.caller, stack) };
}

export async function validateTemplate(call: ActionCall): Promise<ValueMap> {
  const template = await requireTemplate(call);
  const { answer } = await call.orchestrator.validate(call.caller, { template }, { ignoreErrors: [] });
  const refused = getKey(answer, 'Error');
  if (refused !== undefined) throw new HeatError('StackValidationFailed', messageOf(refused));
  const parameters = getKey(answer, 'Parameters') ?? {};
  return { ...answer, Parameters: isMap(parameters) ? Object.entries(parameters).map(parameter) : [] };
}

function parameter([key, about]: [string, Value]): ValueMap {
  const said = isMap(about) ? about : {};
  return {
    ParameterKey: key,
    DefaultValue: getKey(said, 'Default') ?? '',
    Description: getKey(said, 'Description') ?? '',
    NoEcho: getKey(said, 'NoEcho') ?? 'false',
  };
}

function messageOf(error: Value): string {
  return isMap(error) ? String(getKey(error, 'Message') ?? '') : String(error);
}

/** It is a private cloud. */
export async function estimateCost(): Promise<ValueMap> {
  return { Url: 'http://en.wikipedia.org/wiki/Gratis' };
}
