/**
 * One request to a service, with everything around it: its turn at the endpoint, tries with backoff, the report of each, and
 * a {@link CloudError} that says whether the service may have acted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { MOST_BYTES } from '../outgoing/bounds.ts';
import { type Answer, ExchangeFailure, exchange } from '../outgoing/exchange.ts';
import { CloudError } from './cloud.ts';
import { describeRefusal, requestIdOf } from './failure.ts';
import { limiterFor } from './limiter.ts';
import { patience } from './patience.ts';
import { secretsOfRequest } from './redaction.ts';
import { currentRequestId } from './request-id.ts';
import { delayBefore, doubtful, type RetryPolicy, surelyRefused } from './retry.ts';
import { profileOf, type ServiceType } from './services.ts';
import { reportCall, traced } from './telemetry.ts';

export interface Sending {
  service: ServiceType;
  dispatcher: Dispatcher;
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  repeatable: boolean;
  /** What the body holds that no error may quote. */
  secrets?: readonly string[];
  /** Project for whom, so that projects take turns. */
  tenant: string;
  /** Milliseconds for one try. */
  timeout?: number;
  /** Bytes of the answer; default: those of one object. */
  most?: number;
  /** The service is one that a user named: little patience, and nothing of what it says is passed on. */
  namedByUser?: boolean;
  signal?: AbortSignal;
  retries?: RetryPolicy;
}

const DEFAULT_TIMEOUT = 60_000;
const TIMEOUT_OF_STRANGERS = 30_000;
const PATIENCE_WITH_STRANGERS: RetryPolicy = { tries: 3, base: 200, longest: 2_000 };

/** The answer below 400; else throws CloudError. */
export async function send(asked: Sending): Promise<Answer> {
  const policy = asked.namedByUser ? PATIENCE_WITH_STRANGERS : (asked.retries ?? patience());
  const origin = originOf(asked);
  // An earlier try of a repeatable request may have done it: then a later refusal says nothing about the first.
  let mayHaveActed = false;
  let underWay = false;
  for (let round = 1; ; round++) {
    const outcome = await once(asked);
    const last = round >= policy.tries || asked.signal?.aborted === true;
    if (outcome instanceof ExchangeFailure) {
      mayHaveActed ||= outcome.sent;
      underWay ||= outcome.sent && outcome.code === 'timeout';
      if (last || (outcome.sent && !asked.repeatable) || FINAL.has(outcome.code)) {
        const text = `${asked.service} at ${origin}: ${outcome.message}`;
        const about = mayHaveActed ? 'unknown' : 'refused';
        // Something answered, though not as a service does.
        const status = outcome.code === 'too-large' ? 502 : 0;
        throw new CloudError(text, { service: asked.service, status, outcome: about, underWay, cause: outcome });
      }
      await pause(delayBefore(round + 1, policy, undefined), asked.signal);
      continue;
    }
    if (outcome.status < 400) return outcome;
    const refused = surelyRefused(outcome);
    const inDoubt = !refused && doubtful(outcome.status);
    mayHaveActed ||= inDoubt;
    underWay ||= outcome.status === 504;
    if (!last && (refused || (inDoubt && asked.repeatable))) {
      await pause(delayBefore(round + 1, policy, outcome.headers['retry-after']), asked.signal);
      continue;
    }
    const about = { service: asked.service, status: outcome.status, requestId: requestIdOf(outcome.headers) };
    const text = asked.namedByUser
      ? `${asked.service} at ${origin} answered with status ${outcome.status}.`
      : describeRefusal(outcome, secretsOfRequest(asked));
    const fault = profileOf(asked.service).faultOf?.(outcome.content.toString('utf8'));
    throw new CloudError(text, {
      ...about,
      ...(fault === undefined ? {} : { fault }),
      underWay,
      outcome: mayHaveActed ? 'unknown' : 'refused',
    });
  }
}

/** What would come out the same again. */
const FINAL: ReadonlySet<string> = new Set(['aborted', 'too-large', 'ADDRESS_REFUSED']);

/** A catalogue can say anything. */
function originOf({ service, url }: Sending): string {
  const { origin, protocol } = URL.canParse(url) ? new URL(url) : { origin: '', protocol: '' };
  if (protocol === 'http:' || protocol === 'https:') return origin;
  throw new CloudError(`The address of the ${service} service is not a URL of http or https.`, {
    service,
    status: 502,
    outcome: 'refused',
  });
}

async function once(asked: Sending): Promise<Answer | ExchangeFailure> {
  const url = new URL(asked.url);
  // Users can name addresses without end; they share one bound.
  const limiter = limiterFor(asked.service, asked.namedByUser ? 'elsewhere' : url.origin);
  const arrived = performance.now();
  await limiter.enter(asked.tenant);
  const begun = performance.now();
  const report = (code: string) => {
    const queuedMs = begun - arrived;
    reportCall({ service: asked.service, method: asked.method, code, ms: performance.now() - begun, queuedMs });
  };
  const longest = asked.namedByUser ? TIMEOUT_OF_STRANGERS : undefined;
  const timeout = longest ?? asked.timeout ?? patience().timeout ?? profileOf(asked.service).timeout ?? DEFAULT_TIMEOUT;
  const about = {
    service: asked.service,
    method: asked.method,
    path: url.pathname,
    url: `${url.origin}${url.pathname}`,
  };
  try {
    const answer = await traced(about, (inject) =>
      exchange(asked.dispatcher, {
        url: asked.url,
        method: asked.method,
        headers: { accept: 'application/json', ...globalRequestId(), ...inject, ...asked.headers },
        ...(asked.body === undefined ? {} : { body: asked.body }),
        timeout,
        most: asked.most ?? MOST_BYTES.show,
        ...(asked.signal === undefined ? {} : { signal: asked.signal }),
      }),
    );
    const overloaded = answer.status === 429 || answer.status === 503;
    limiter.leave(overloaded ? 'overloaded' : 'well', performance.now() - begun);
    report(String(answer.status));
    return answer;
  } catch (error) {
    const timedOut = error instanceof ExchangeFailure && error.code === 'timeout';
    limiter.leave(timedOut ? 'overloaded' : 'neutral', performance.now() - begun);
    if (!(error instanceof ExchangeFailure)) throw error;
    report(error.code);
    return error;
  }
}

function globalRequestId(): Record<string, string> {
  const id = currentRequestId();
  return id === undefined ? {} : { 'x-openstack-request-id': id };
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // Given up while waiting: the next round ends it.
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
