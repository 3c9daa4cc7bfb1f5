/** An orchestrator that is measured. */
import type { CloudLogin } from './client.ts';

export interface Serving {
  name: string;
  login: CloudLogin;
  /** Where the catalogue does not say it: the endpoint, with `%(project_id)s` in it. */
  endpoint?: string;
  /** Processes, each with its children, as far as known. */
  pids: number[];
  /** Its database server's, where that is a process of its own on this machine. */
  databasePids: number[];
  /** Database commits so far; null when it does not tell. */
  commits(): Promise<number | null>;
  stop(): Promise<void>;
}
