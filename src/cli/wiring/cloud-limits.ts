/** How hard this process may press the services of the clouds. */
import { type CallLimits, configureLimits } from '../../openstack/limiter.ts';
import { SERVICES } from '../../openstack/services.ts';
import type { Config } from '../../options.ts';
import { ConfigError } from '../config/values.ts';

export function applyCloudLimits({ service_calls: calls }: Config): void {
  configureLimits(readCallLimits(calls));
}

/** `['96', 'compute=40']`. @throws ConfigError */
export function readCallLimits(given: readonly string[]): CallLimits {
  let max: number | undefined;
  const of: Record<string, number> = {};
  for (const text of given) {
    const [, service, number] = /^(?:([a-z-]+) *= *)?([1-9]\d*)$/.exec(text) ?? [];
    if (number === undefined) throw wrong(`"${text}" is neither a number nor of the form compute=40`);
    if (service === undefined) max = Number(number);
    else if (Object.hasOwn(SERVICES, service)) of[service] = Number(number);
    else throw wrong(`there is no service ${service}, only ${Object.keys(SERVICES).join(', ')}`);
  }
  return { max, of };
}

function wrong(what: string): ConfigError {
  return new ConfigError(`service_calls: ${what}`);
}
