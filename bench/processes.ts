/** CPU time and memory of processes and their children, from Linux's /proc. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

interface Stat {
  pid: number;
  parent: number;
  cpuSeconds: number;
}

function stats(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, 'utf8');
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        const ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0);
        return [{ pid: Number(name), parent: Number(fields[1]), cpuSeconds: ticks / TICKS_PER_SECOND }];
      } catch {
        return []; // The process ended between the listing and the reading.
      }
    });
}

export function parentOf(pid: number): number | undefined {
  return stats().find((stat) => stat.pid === pid)?.parent;
}

/** The processes named and all below them. */
export function family(pids: readonly number[]): number[] {
  const all = stats();
  const found = new Set(pids);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of all) {
      if (found.has(parent) && !found.has(pid)) {
        found.add(pid);
        grown = true;
      }
    }
  }
  return [...found];
}

/** Seconds of CPU that the processes, with children that ended, have used; null when there are none. */
export function cpuSeconds(pids: readonly number[]): number | null {
  if (pids.length === 0) return null;
  const wanted = new Set(pids);
  return stats().reduce((sum, stat) => (wanted.has(stat.pid) ? sum + stat.cpuSeconds : sum), 0);
}

/** MiB, present and at the peak, of resident memory, summed. */
export function memory(pids: readonly number[]): { rss: number; peak: number } {
  const total = { rss: 0, peak: 0 };
  for (const pid of pids) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      total.rss += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
      total.peak += Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      // Ended.
    }
  }
  return total;
}

/** The peak counts from here on; where that is not allowed, it stays the peak since the start. */
export function forgetPeak(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
    } catch {
      // Ended, or another's.
    }
  }
}
