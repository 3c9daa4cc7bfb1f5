/** Where a stack that is driven through an orchestration service will be, what it is made of, and whether it can be there. */
import { HeatError } from '../../errors.ts';
import { cloudFromCredentials } from '../../openstack/client.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { readTemplateLater } from '../../reading/reading.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import { remember } from '../memo.ts';
import type { ResourceType } from '../type.ts';
import { authFromSecret } from './stack-credentials.ts';

/** `context`: the property. */
export async function cloudElsewhere(cloud: Cloud, context: Value): Promise<Cloud> {
  if (!isMap(context)) return cloud;
  const region = context.region_name ? String(context.region_name) : undefined;
  const secret = context.credential_secret_id;
  if (!secret) return region === undefined ? cloud : cloud.inRegion(region);
  return remember(cloud, `cloud of secret ${secret} ${region ?? ''}`, 300_000, async () => {
    const auth = await authFromSecret(cloud, String(secret), context);
    return cloudFromCredentials(auth, region === undefined ? {} : { region });
  });
}

interface About {
  readonly properties: ValueMap;
  files(): Promise<Record<string, string>>;
  environment(parameters: ValueMap): Promise<ValueMap>;
}

/** The part of a request that says what the stack is: types mean there what they mean here. */
export async function contentElsewhere(about: About): Promise<ValueMap> {
  const { template, parameters: given } = about.properties;
  const parameters = isMap(given) ? given : {};
  return {
    template: await readTemplateLater(String(template ?? ''), Number.POSITIVE_INFINITY),
    parameters,
    files: await about.files(),
    environment: await about.environment(parameters),
  };
}

export const validateElsewhere: NonNullable<ResourceType['validate']> = async (about) => {
  const { cloud, properties } = about;
  if (cloud === null) return;
  const { context = null, template } = properties;
  const region = isMap(context) && context.region_name ? String(context.region_name) : cloud.region;
  const isOther = isMap(context) && Boolean(context.credential_secret_id);
  const place = isOther ? 'remote cloud' : `region "${region ?? ''}"`;
  const elsewhere = await orRefuse(`Cannot establish connection to Heat endpoint at ${place}`, async () => {
    const found = await cloudElsewhere(cloud, context);
    if ((await found.endpoint('orchestration')) !== undefined) return found;
    throw new Error(`public endpoint for orchestration service in ${region ?? ''} region not found`);
  });
  if (typeof template !== 'string') return;
  await orRefuse(`Failed validating stack template using Heat endpoint at ${place}`, async () => {
    const { parameters: _, ...body } = await contentElsewhere(about);
    await elsewhere.request('orchestration', { path: '/validate', body, repeatable: true });
  });
};

async function orRefuse<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const why = reasonOf(error);
    const message = `${what} due to "${why}"`;
    const diagnostics = [{ code: 'invalid-property', severity: 'error', message } as const];
    throw new HeatError('StackValidationFailed', message, { cause: error, diagnostics });
  }
}

/** An answer of the other service as its clients quote it, without what is added in parentheses at the end: request ids and the like. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof CloudError ? `ERROR: ${message.replace(/(?: \([^()]*\))+$/, '')}` : message;
}
