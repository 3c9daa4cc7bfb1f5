import { randomBytes } from 'node:crypto';

/** A name that no stack has, here or from an earlier run. */
export const stackName = (about: string): string => `bench-${about}-${randomBytes(4).toString('hex')}`;
