/** What is in a service's answer: JSON, text or bytes. */
import type { Answer } from '../outgoing/exchange.ts';
import { CloudError } from './cloud.ts';
import { profileOf, type ServiceType } from './services.ts';

/** @throws CloudError for what cannot be from the service */
export function readAnswer(service: ServiceType, { content, headers }: Answer): unknown {
  if (content.length === 0) return null;
  const type = String(headers['content-type'] ?? '');
  if (/json/.test(type)) {
    try {
      return JSON.parse(content.toString('utf8'));
    } catch (cause) {
      throw notTheService(service, 'is not JSON', cause);
    }
  }
  // Objects may be pages; of all others these come from something that stands in the service's place.
  if (/html/.test(type) && profileOf(service).servesAnything !== true) throw notTheService(service, 'is a web page');
  return /^text\/|xml|yaml|^$/.test(type) ? content.toString('utf8') : new Uint8Array(content);
}

/** As a gateway would say it. What was asked for may have been done. */
export function notTheService(service: ServiceType, what: string, cause?: unknown): CloudError {
  const text = `The answer of the ${service} service ${what}; its address may be wrong.`;
  return new CloudError(text, { service, status: 502, outcome: 'unknown', cause });
}
