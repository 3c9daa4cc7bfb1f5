/** The protocols of listeners and pools and the types of rules, and what goes together (octavia/common/constants.py). */
import { fault, invalid } from './faults.ts';

export const LISTENER_PROTOCOLS = ['TCP', 'HTTPS', 'HTTP', 'TERMINATED_HTTPS', 'UDP', 'SCTP', 'PROMETHEUS'] as const;
export const POOL_PROTOCOLS = ['TCP', 'HTTP', 'HTTPS', 'PROXY', 'PROXYV2', 'UDP', 'SCTP'] as const;

const POOLS_OF: Readonly<Record<string, readonly string[]>> = {
  TCP: ['HTTP', 'HTTPS', 'PROXY', 'PROXYV2', 'TCP'],
  HTTP: ['HTTP', 'PROXY', 'PROXYV2'],
  HTTPS: ['HTTPS', 'PROXY', 'PROXYV2', 'TCP'],
  TERMINATED_HTTPS: ['HTTP', 'PROXY', 'PROXYV2'],
  UDP: ['UDP'],
  SCTP: ['SCTP'],
  PROMETHEUS: [],
};

/** @throws 400 */
export function mustGoTogether(listener: string, pool: string): void {
  if (listener === 'PROMETHEUS') throw fault('ListenerNoChildren', { protocol: listener });
  if (!POOLS_OF[listener]?.includes(pool))
    throw invalid(`The pool protocol '${pool}' is invalid while the listener protocol is '${listener}'.`);
}

/** Two listeners of one of these may not share a port. */
export const transportOf = (protocol: string): string => (protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP');

export const isDatagram = (protocol: string): boolean => protocol === 'UDP' || protocol === 'SCTP';

export const ALPN = ['h2', 'http/1.1', 'http/1.0'] as const;
export const TLS_VERSIONS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export const TLS_DEFAULTS = {
  tls_ciphers:
    'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256',
  tls_versions: ['TLSv1.2', 'TLSv1.3'],
  alpn_protocols: ['h2', 'http/1.1', 'http/1.0'],
} as const;

export const COMPARES = ['REGEX', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'EQUAL_TO'] as const;
/** Types of rules of layer 7, with how they may compare and whether they look at a key. */
export const RULE_TYPES: Readonly<Record<string, { compares: readonly string[]; key: 'needed' | 'unused' | 'free' }>> =
  {
    HOST_NAME: { compares: COMPARES, key: 'free' },
    PATH: { compares: COMPARES, key: 'free' },
    FILE_TYPE: { compares: ['REGEX', 'EQUAL_TO'], key: 'free' },
    HEADER: { compares: COMPARES, key: 'needed' },
    COOKIE: { compares: COMPARES, key: 'needed' },
    SSL_CONN_HAS_CERT: { compares: ['EQUAL_TO'], key: 'unused' },
    SSL_VERIFY_RESULT: { compares: ['EQUAL_TO'], key: 'unused' },
    SSL_DN_FIELD: { compares: COMPARES, key: 'needed' },
  };
