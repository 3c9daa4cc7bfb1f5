/**
 * The log: JSON lines on standard error, one thing a line, with request and stack ids and never a token or password. The id of the
 * request on whose behalf something is done is in every line of it, also of the engine's.
 */
import { pino } from 'pino';
import { currentRequestId } from '../../openstack/request-id.ts';
import type { Config } from '../../options.ts';

export type Log = ReturnType<typeof createLog>;

const SECRET = ['token', 'password', 'secret', 'headers["x-auth-token"]', 'headers["x-auth-key"]'];

/** What of an error is told. Others hang on it what they like: a request, a template with its values. */
const TOLD = ['type', 'message', 'stack', 'code', 'status', 'service', 'requestId'] as const;

function told(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const whole = pino.stdSerializers.err(error) as unknown as Record<string, unknown>;
  return Object.fromEntries(TOLD.filter((name) => whole[name] !== undefined).map((name) => [name, whole[name]]));
}

export function createLog(config: Pick<Config, 'log_level'>, destination: NodeJS.WritableStream = process.stderr) {
  return pino(
    {
      level: config.log_level,
      base: { pid: process.pid },
      mixin: () => {
        const id = currentRequestId();
        return id === undefined ? {} : { request_id: id };
      },
      serializers: { error: told },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    },
    destination as NodeJS.WritableStream & { write(text: string): boolean },
  );
}
