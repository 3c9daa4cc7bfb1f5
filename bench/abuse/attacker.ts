/** How requests are sent to a {@link Target}: whole, in drops, or signed; and what came back. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { signature } from '../../src/engine/signals/signed-url.ts';
import type { Target } from './target.ts';

export interface Outcome {
  /** 0: the connection was ended without an answer. */
  status: number;
  text: string;
}

/** A server under attack gets as long as this for one answer, in milliseconds. */
const LONGEST = 120_000;

export class Attacker {
  readonly target: Target;
  readonly hostile: string;

  constructor(target: Target, hostile: string) {
    this.target = target;
    this.hostile = hostile;
  }

  /** Below `/v1/{project}` of the orchestration API. */
  call(method: string, path: string, body?: unknown): Promise<Outcome> {
    return this.send(method, `${this.target.url}/v1/${this.target.projectId}${path}`, {
      headers: { 'x-auth-token': this.target.token, accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  send(method: string, url: string, about: { headers?: Record<string, string>; body?: string } = {}): Promise<Outcome> {
    return new Promise((resolve) => {
      const asked = request(
        url,
        { method, headers: about.headers ?? {}, agent: false, timeout: LONGEST },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('close', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      asked.on('timeout', () => asked.destroy());
      asked.on('error', () => resolve({ status: 0, text: '' }));
      asked.end(about.body ?? '');
    });
  }

  /** A body of which a byte comes now and then, as long as the server bears it. */
  drip(path: string): Promise<Outcome> {
    const { url, token, projectId } = this.target;
    const { hostname, port } = new URL(url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      let text = '';
      const lines = [
        `POST /v1/${projectId}${path} HTTP/1.1`,
        'host: a',
        `x-auth-token: ${token}`,
        'content-length: 100000',
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      const drops = setInterval(() => socket.write(' '), 100);
      const end = setTimeout(() => socket.destroy(), LONGEST);
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(drops);
        clearTimeout(end);
        resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text });
      });
    });
  }

  /** A signed request of version 2 for an action, to be sent as often as one likes. */
  signed(action: string, given: Record<string, string> = {}): () => Promise<Outcome> {
    const { cfn, keypair } = this.target;
    const parameters: Record<string, string> = {
      Action: action,
      ...given,
      AWSAccessKeyId: keypair.access,
      SignatureMethod: 'HmacSHA256',
      SignatureVersion: '2',
      ...('Expires' in given ? {} : { Timestamp: new Date().toISOString() }),
    };
    const Signature = signature(keypair.secret, { method: 'GET', host: new URL(cfn).host, path: '/v1/', parameters });
    return () => this.send('GET', `${cfn}/v1/?${new URLSearchParams({ ...parameters, Signature })}`);
  }

  /** The stack that an answer says was made, when it is at rest; its state and reason. Then it is deleted. */
  async fate(made: Outcome): Promise<{ state: string; reason: string } | null> {
    const { stack: about } = JSON.parse(made.text) as { stack?: { links: { href: string }[] } };
    const href = about?.links[0]?.href;
    if (href === undefined) return null;
    const path = new URL(href).pathname.replace(/^\/v1\/[^/]+/, '');
    const end = performance.now() + LONGEST;
    for (;;) {
      const { text } = await this.call('GET', path);
      const { stack } = JSON.parse(text) as { stack?: { stack_status: string; stack_status_reason: string } };
      const state = stack?.stack_status ?? 'GONE';
      if (!state.endsWith('IN_PROGRESS') || performance.now() > end) {
        await this.call('DELETE', path);
        return { state, reason: stack?.stack_status_reason ?? '' };
      }
      await sleep(50);
    }
  }
}
