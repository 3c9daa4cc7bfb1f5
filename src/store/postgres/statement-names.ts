/** Names for prepared statements. Bounded: lists of many lengths make many statements, and each connection keeps its own. */
const MOST = 200;

export class StatementNames {
  readonly #names = new Map<string, string>();

  /** Undefined once there are too many: the statement is then prepared each time. */
  of(sql: string): string | undefined {
    let name = this.#names.get(sql);
    if (name === undefined && this.#names.size < MOST) {
      name = `h${this.#names.size}`;
      this.#names.set(sql, name);
    }
    return name;
  }
}
