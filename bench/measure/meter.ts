/** CPU time and commits of an orchestrator between two moments. */
import { cpuSeconds, family } from '../processes.ts';
import type { Serving } from '../serving.ts';

export interface Metered {
  cpuSeconds: number | null;
  databaseCpuSeconds: number | null;
  commits: number | null;
}

/** Begins to count; the result ends it. */
export async function meter(serving: Serving): Promise<() => Promise<Metered>> {
  const own = family(serving.pids);
  const before = { commits: await serving.commits(), cpu: cpuSeconds(own), database: databaseCpu(serving) };
  return async () => ({
    cpuSeconds: difference(cpuSeconds(own), before.cpu),
    databaseCpuSeconds: difference(databaseCpu(serving), before.database),
    commits: difference(await serving.commits(), before.commits),
  });
}

/** A database server makes and ends processes for its connections, so its family is looked up each time. */
function databaseCpu({ databasePids }: Serving): number | null {
  return databasePids.length === 0 ? null : cpuSeconds(family(databasePids));
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}
