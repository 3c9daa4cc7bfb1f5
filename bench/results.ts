/** What was measured, as it is kept in a file and reported. Times are what a client sees; CPU time is the orchestrator's own. */

export interface ShapeFigures {
  shape: string;
  /** Resources. */
  size: number;
  /** Runs; times are those of the middle one, CPU time is the mean. */
  rounds: number;
  create: VerbFigures;
  /** Null when nobody waited for it. */
  delete: VerbFigures | null;
  /** Of both. */
  peakMiB: number | null;
}

export interface VerbFigures {
  seconds: number;
  /** Of the orchestrator's processes; null when they are not known. */
  cpuSeconds: number | null;
  databaseCpuSeconds: number | null;
  commits: number | null;
}

/** Of an update of one resource, in milliseconds. */
export interface UpdateFigures {
  /** Resources in the stack. */
  size: number;
  p50: number;
  best: number;
  cpu: number | null;
}

/** Of one call, in milliseconds. */
export interface ReadFigures {
  call: string;
  p50: number;
  p99: number;
  cpu: number | null;
}

/** How long small stacks took alone and beside a large one, in milliseconds; sizes in resources. */
export interface BesideFigures {
  large: number;
  small: number;
  alone: { p50: number; p99: number };
  beside: { p50: number; p99: number };
  /** Small stacks made beside large ones. */
  rounds: number;
}

/** Reads with so many stacks there. */
export interface ListedFigures {
  stacks: number;
  createSeconds: number;
  cpuSeconds: number | null;
  peakMiB: number | null;
  reads: ReadFigures[];
}

export interface Results {
  name: string;
  /** Resident memory before the first stack and after the last one. */
  memory: { startMiB: number; restMiB: number } | null;
  shapes: ShapeFigures[];
  updates: UpdateFigures[];
  reads: ReadFigures[];
  listed: ListedFigures | null;
  beside: BesideFigures | null;
}

export interface Report {
  date: string;
  node: string;
  machine: { cpu: string; cores: number; memoryGiB: number };
  results: Results[];
}
