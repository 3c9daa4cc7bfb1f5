/**
 * How failures are answered. Three forms exist on the wire, and clients know all three:
 *
 * - faults, from everything behind the routes: `{code, title, explanation, error: {type, traceback, message}}`;
 * - bare notes, from before the routes (unknown paths) and for answers without content of their own (202, 302):
 *   JSON `{message, code, title}` when the client accepts JSON, plain text otherwise;
 * - Keystone's refusal (401): `{error: {code, title, message}}`.
 */
import { HeatError } from '../../errors.ts';
import { CloudError } from '../../openstack/cloud.ts';
import { withWhereabouts } from '../../template/diagnostics/whereabouts.ts';

/** Titles and the sentences that go with them; those of the library that Heat answers with, as clients compare them. */
export const STATUSES: Readonly<Record<number, { title: string; explanation: string }>> = {
  202: { title: 'Accepted', explanation: 'The request is accepted for processing.' },
  302: { title: 'Found', explanation: 'The resource was found at' },
  400: {
    title: 'Bad Request',
    explanation: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  },
  401: {
    title: 'Unauthorized',
    explanation:
      'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.',
  },
  403: { title: 'Forbidden', explanation: 'Access was denied to this resource.' },
  404: { title: 'Not Found', explanation: 'The resource could not be found.' },
  405: {
    title: 'Method Not Allowed',
    explanation: 'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  },
  409: { title: 'Conflict', explanation: 'There was a conflict when trying to complete your request.' },
  429: { title: 'Too Many Requests', explanation: 'There are too many requests. Please try again later.' },
  500: {
    title: 'Internal Server Error',
    explanation: 'The server has either erred or is incapable of performing the requested operation.',
  },
  503: {
    title: 'Service Unavailable',
    explanation: 'The server is currently unavailable. Please try again at a later time.',
  },
};

const UNKNOWN = { title: 'Error', explanation: 'The request could not be served.' };

export interface Fault {
  code: number;
  title: string;
  explanation: string;
  error: { type: string; traceback: string | null; message?: string };
}

export function fault(code: number, type: string, message?: string): Fault {
  const { title, explanation } = STATUSES[code] ?? UNKNOWN;
  return { code, title, explanation, error: { type, traceback: null, ...(message === undefined ? {} : { message }) } };
}

/** Errors that are faults of Hearth's own making say nothing of their inside; all others say what is wrong. */
export function faultOf(error: unknown): Fault {
  if (error instanceof HeatError) {
    const message = withWhereabouts(error.message, error.diagnostics);
    return fault(error.status, error.code, message || explanationOf(error.status));
  }
  if (error instanceof CloudError) return cloudFault(error);
  return fault(500, 'InternalError');
}

/** What a cloud refused while a request was looked at: the caller's own doing where the cloud said so. */
function cloudFault(error: CloudError): Fault {
  const status = CLOUD_STATUSES[error.status] ?? (error.status >= 500 || error.status === 0 ? 503 : 500);
  const named = error.message.includes(error.service) ? error.message : `${error.service}: ${error.message}`;
  return fault(status, CLOUD_TYPES[status] ?? 'HeatException', named);
}

const CLOUD_STATUSES: Readonly<Record<number, number>> = {
  400: 400,
  401: 403,
  403: 403,
  404: 404,
  409: 409,
  413: 400,
  429: 503,
};
const CLOUD_TYPES: Readonly<Record<number, string>> = {
  400: 'StackValidationFailed',
  403: 'Forbidden',
  404: 'EntityNotFound',
  409: 'HTTPConflict',
  503: 'HTTPServiceUnavailable',
};

/** The sentence that goes with a status. */
export function explanationOf(status: number): string {
  return (STATUSES[status] ?? UNKNOWN).explanation;
}

/** A bare note, in the form the client accepts. */
export function note(
  status: number,
  accept: string | undefined,
  about: { location?: string } = {},
): { type: string; body: string } {
  const { title, explanation } = STATUSES[status] ?? UNKNOWN;
  const { location } = about;
  if (accept !== undefined && /application\/(?:\*|json)/.test(accept) && !/text\/html/.test(accept)) {
    const message =
      location === undefined
        ? `${explanation}<br /><br />\n\n\n`
        : `${explanation} <a href="${location}">${location}</a>;\nyou should be redirected automatically.\n\n`;
    return { type: 'application/json', body: JSON.stringify({ message, code: `${status} ${title}`, title }) };
  }
  const text =
    location === undefined
      ? `${explanation}\n\n`
      : `${explanation} ${location}; you should be redirected automatically.`;
  return { type: 'text/plain; charset=UTF-8', body: `${status} ${title}\n\n${text}` };
}
