/** Microversions: `compute 2.79` in OpenStack-API-Version, from the oldest to the newest that a service knows. */
import { ApiError } from './api-error.ts';
import type { Call } from './call.ts';

export interface VersionRange {
  /** As in the header: compute, volume, placement. */
  service: string;
  major: number;
  /** The greatest minor version. */
  max: number;
  min: number;
}

/** Reads the wanted version. @throws 400, 406 */
export function negotiate(call: Call, range: VersionRange, legacyHeader?: string): void {
  const fromHeader = call
    .header('openstack-api-version')
    ?.split(',')
    .map((part) => part.trim().split(/\s+/))
    .find(([service]) => service === range.service)?.[1];
  const text = fromHeader ?? (legacyHeader ? call.header(legacyHeader) : undefined);
  if (text === undefined) return void (call.minor = range.min);
  if (text === 'latest') return void (call.minor = range.max);
  const match = /^(\d+)\.(\d+)$/.exec(text);
  if (!match)
    throw new ApiError(400, `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`);
  const minor = Number(match[2]);
  if (Number(match[1]) !== range.major || minor < range.min || minor > range.max) {
    throw new ApiError(
      406,
      `Version ${text} is not supported by the API. Minimum is ${range.major}.${range.min} and maximum is ${range.major}.${range.max}.`,
    );
  }
  call.minor = minor;
}
