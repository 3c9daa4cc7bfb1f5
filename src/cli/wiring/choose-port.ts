/** A port to listen on: the one wanted when it is free, any other when not. */
import { type AddressInfo, createServer } from 'node:net';

/** Null when the port cannot be had. */
function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => resolve(got));
    });
  });
}

/** The wanted port (0: any), or a free one where it is taken. Throws when the host has none. */
export async function choosePort(wanted: number, host: string): Promise<number> {
  const port = (await tryPort(wanted, host)) ?? (await tryPort(0, host));
  if (port === null) throw new Error(`no port can be had on ${host}`);
  return port;
}
