/** Answers to the questions that validation asks of a cloud: named checks and the ids of names. */
import { HeatError } from '../../errors.ts';
import { type Cloud, CloudError } from '../../openstack/cloud.ts';
import { at } from '../../openstack/path.ts';
import { getKey } from '../../template/value.ts';
import type { CloudQuestions } from '../type.ts';
import { lookUp } from './lookup.ts';
import { CONSTRAINT_PLACES, FINDER_PLACES, PLACES, type Place, type PlaceName } from './places.ts';
import { PURE } from './pure.ts';

/** Checks for which an empty value is fine. */
const EMPTY_IS_FINE = new Set(['nova.keypair']);

export const questions: CloudQuestions = {
  async constraint(cloud, name, value) {
    const check = Object.hasOwn(PURE, name) ? PURE[name] : undefined;
    if (check !== undefined) return check(value);
    const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
    if (special !== undefined) return asReason(() => special(cloud, String(value)));
    if (EMPTY_IS_FINE.has(name) && (value === null || value === '')) return null;
    const place = placeNamed(getKey<string>(CONSTRAINT_PLACES, name) ?? name);
    if (place === undefined) throw new HeatError('InvalidSchemaError', `There is no custom constraint ${name}.`);
    return asReason(() => lookUp(cloud, place, String(value)));
  },

  async lookup(cloud, { client, finder, entity }, value) {
    // Nothing, and what is not a name, stays as it is.
    if (value === null || value === '') return value;
    if (Array.isArray(value))
      return Promise.all(value.map((one) => this.lookup(cloud, rule(client, finder, entity), one)));
    const place = placeNamed(
      FINDER_PLACES[`${client}.${finder}`] ?? (entity === undefined ? '' : `${client}.${entity}`),
    );
    if (place === undefined) throw new HeatError('InvalidSchemaError', `There is no finder ${client}.${finder}.`);
    return lookUp(cloud, place, String(value));
  },
};

function rule(client: string, finder: string, entity: string | undefined) {
  return entity === undefined ? { client, finder } : { client, finder, entity };
}

function placeNamed(name: string): Place | undefined {
  return Object.hasOwn(PLACES, name) ? PLACES[name as PlaceName] : undefined;
}

const SPECIAL: Readonly<Record<string, (cloud: Cloud, value: string) => Promise<unknown>>> = {
  async 'nova.host'(cloud, host) {
    const { body } = await cloud.request<{ hypervisors: unknown[] }>('compute', {
      path: at`/os-hypervisors/${host}/search`,
    });
    if (body.hypervisors.length === 0)
      throw new HeatError('EntityNotFound', `No hypervisor matching '${host}' could be found.`);
  },
  async 'zaqar.queue'(cloud, queue) {
    await cloud.request('messaging', { path: at`/queues/${queue}` });
  },
  async 'neutron.lbaas.provider'(cloud, name) {
    const { body } = await cloud.request<{ providers: { name: string }[] }>('load-balancer', {
      path: '/lbaas/providers',
    });
    const names = body.providers.map((provider) => provider.name);
    if (names.includes(name)) return;
    const what = `Unable to find neutron provider '${name}', available providers are ${JSON.stringify(names)}.`;
    throw new HeatError('EntityNotFound', what);
  },
};

/** That a thing is not there is a reason; that the cloud cannot be asked is an error. */
async function asReason(ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (
      error instanceof HeatError &&
      (error.code === 'EntityNotFound' || error.code === 'PhysicalResourceNameAmbiguity')
    )
      return error.message;
    if (error instanceof CloudError && error.notFound) return error.message;
    throw error;
  }
}

/** Names of all that can be asked. */
export const CONSTRAINTS: ReadonlySet<string> = new Set(
  [PURE, SPECIAL, CONSTRAINT_PLACES, PLACES].flatMap(Object.keys),
);
