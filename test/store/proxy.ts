/** A network in front of PostgreSQL that can be cut at a chosen moment. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type Cut =
  /** The message arrives; its answer does not. */
  | 'answer'
  /** The message does not arrive. */
  | 'message';

export interface Proxy {
  url: string;
  /** Breaks the next connection on which `word` passes towards the server. Resolves when it has happened. */
  cutAt(word: string, cut: Cut): Promise<void>;
  close(): Promise<void>;
}

const DEAF_FOR_MS = 150;

export async function proxyFor(serverUrl: string): Promise<Proxy> {
  const target = new URL(serverUrl);
  let trap: { word: string; cut: Cut; sprung(): void } | null = null;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    let deaf = false;
    client.on('data', (chunk) => {
      if (!trap || !chunk.includes(trap.word)) {
        server.write(chunk);
        return;
      }
      const { cut, sprung } = trap;
      trap = null;
      if (cut === 'message') {
        client.destroy();
        sprung();
        return;
      }
      deaf = true;
      server.write(chunk);
      // Not at its first answer: the server would find the connection broken before it has done all that was sent.
      setTimeout(() => {
        client.destroy();
        sprung();
      }, DEAF_FOR_MS);
    });
    server.on('data', (chunk) => {
      if (!deaf) client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAt: (word, cut) =>
      new Promise((resolve) => {
        trap = { word, cut, sprung: resolve };
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        proxy.close(() => resolve());
      }),
  };
}
