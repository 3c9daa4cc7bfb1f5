/** Moments (milliseconds since the epoch) in the notations of the services. */

/** `2026-01-31T12:00:00Z`: Nova, Neutron, Glance. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
/** `2026-01-31T12:00:00.123000`: Cinder, Nova's launched_at. */
export const isoMicros = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23)}000`;
/** `2026-01-31T12:00:00.000000Z`: Keystone. */
export const isoMicrosZ = (ms: number): string => `${isoMicros(ms)}Z`;
