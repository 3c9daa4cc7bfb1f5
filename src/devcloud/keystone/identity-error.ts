/** The error body that Keystone, and its middleware in front of every other service, gives. */
import { STATUS_CODES } from 'node:http';
import type { ApiError } from '../http/api-error.ts';
import type { Reply } from '../http/router.ts';

export const identityError = (error: ApiError): Reply => ({
  status: error.status,
  body: { error: { code: error.status, message: error.message, title: STATUS_CODES[error.status] ?? 'Error' } },
});
