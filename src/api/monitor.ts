/**
 * What operators look at, on an address of its own: `/healthcheck` and `/metrics` of a process in whatever role. One that only runs an
 * engine has no other way to be watched; one with an API need not show its figures to the world.
 */
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Metrics } from './metrics.ts';
import { closeToOthers, serverOptions } from './serving.ts';

export function createMonitor(about: { metrics: Metrics; health: () => Promise<void> }): FastifyInstance {
  const app = fastify(serverOptions({ requestTimeout: 10 })) as unknown as FastifyInstance;
  closeToOthers(app);
  app.get('/healthcheck', (_request, reply) => answerHealth(about.health, reply));
  app.get('/metrics', async (_request, reply) =>
    reply.type(about.metrics.registry.contentType).send(await about.metrics.text()),
  );
  return app;
}

async function answerHealth(health: () => Promise<void>, reply: FastifyReply): Promise<FastifyReply> {
  reply.type('text/plain; charset=UTF-8');
  try {
    await health();
    return reply.send('OK');
  } catch (error) {
    return reply.code(503).send(error instanceof Error ? error.message : String(error));
  }
}
