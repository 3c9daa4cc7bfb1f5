/** Request ids in OpenStack's form, `req-{uuid}`: one for each request, and the caller's own, if any, to go with it in the logs. */
import { randomUUID } from 'node:crypto';

const FORM = /^req-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/;

export function newRequestId(): string {
  return `req-${randomUUID()}`;
}

/** The id that the caller gave to what it is about; undefined when there is none of the right form. */
export function globalRequestId(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && FORM.test(value) ? value : undefined;
}
