/** The server that is abused, as a process of its own. `node bench/abuse/server.ts HOSTILE_URL`; tells its {@link Target} by message. */
import { openTarget } from './target.ts';

const { close, ...target } = await openTarget(process.argv[2] ?? '');
process.send?.(target);
process.once('message', () => void close().then(() => process.exit(0)));
