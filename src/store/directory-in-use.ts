/** A data directory serves one process at a time, and another one has it. */
export class DirectoryInUse extends Error {
  constructor(dataDir: string, options: ErrorOptions) {
    super(
      `The data directory ${dataDir} is in use by another Hearth process. End that one, or name another directory; several processes can share PostgreSQL.`,
      options,
    );
  }
}
