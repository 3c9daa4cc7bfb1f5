/** Identifiers in the forms the services use. */
import { randomBytes, randomUUID } from 'node:crypto';

/** Nova, Neutron, Cinder, Glance: 8-4-4-4-12. */
export const uuid = (): string => randomUUID();
/** Keystone: 32 hex digits. */
export const hexId = (): string => randomUUID().replaceAll('-', '');
export const randomToken = (bytes: number): string => randomBytes(bytes).toString('base64url');
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text);
