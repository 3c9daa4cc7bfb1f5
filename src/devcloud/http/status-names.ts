/** The key under which Nova and Cinder put an error, by status. */
import type { ApiError } from './api-error.ts';
import type { Reply } from './router.ts';

const NAMES: Record<number, string> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  405: 'badMethod',
  406: 'computeFault',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  429: 'overLimit',
  501: 'notImplemented',
  503: 'serviceUnavailable',
};

export const namedErrorReply = (error: ApiError, fallback: string): Reply => ({
  status: error.status,
  body: { [NAMES[error.status] ?? fallback]: { code: error.status, message: error.message } },
});
