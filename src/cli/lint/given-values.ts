/** Templates that are used as types, looked at again with what each resource gives them: a fault may be in the values alone. */
import { resolve } from 'node:path';
import { type Diagnostic, type Given, type LintOptions, lintTemplate } from '../../template/index.ts';
import { stringify } from '../../template/value.ts';
import type { LintedFile } from './lint.ts';
import { pathOf } from './sources.ts';

interface Looked {
  file: LintedFile;
  options: LintOptions;
  /** What has been said of the file: by its parents' values it is not said again. */
  said: Set<string>;
}

interface Waiting extends Given {
  /** The template that gives the values. */
  from: string;
  depth: number;
}

/** Most times that templates are looked at again. */
const MOST = 500;
/** Templates in templates; one that is used within itself has no end. */
const DEEPEST = 5;
/** Said of the resource that gives the value, where that is written. */
const OF_THE_PARENT: ReadonlySet<string> = new Set(['invalid-parameter', 'unknown-parameter']);

export class GivenValues {
  private readonly files = new Map<string, Looked>();
  private readonly waiting: Waiting[] = [];
  private readonly seen = new Set<string>();

  /** A template that has been looked at by itself. */
  looked(file: LintedFile, options: LintOptions, findings: readonly Diagnostic[]): void {
    this.files.set(resolve(file.path), { file, options, said: new Set(findings.map(keyOf)) });
  }

  add(given: Given, from: string, depth = 1): void {
    this.waiting.push({ ...given, from, depth });
  }

  /** Adds what the values bring to light to the findings of the files. */
  lint(): void {
    for (const given of this.waiting) {
      const { from, known, unknown, depth } = given;
      const path = pathOf(given.file, from);
      const looked = this.files.get(path);
      // Without a value there is nothing new to know of it.
      if (looked === undefined || Object.keys(known).length === 0 || depth > DEEPEST) continue;
      const key = `${path} ${stringify(known)} ${[...unknown.keys()].sort().join(' ')}`;
      if (this.seen.has(key) || this.seen.size >= MOST) continue;
      this.seen.add(key);
      this.look(looked, given);
    }
  }

  private look({ file, options, said }: Looked, { known, unknown, from, place, depth }: Waiting): void {
    const findings = lintTemplate(file.text, {
      ...options,
      nested: true,
      complete: false,
      environment: { ...options.environment, parameters: known },
      unknown,
      onGiven: (given) => this.add(given, file.path, depth + 1),
    });
    for (const finding of findings) {
      const key = keyOf(finding);
      if (finding.severity !== 'error' || OF_THE_PARENT.has(finding.code) || said.has(key)) continue;
      said.add(key);
      const giver = `${from}, resource ${place.join(' > ')}`;
      const message = `${finding.message.replace(/\.$/, '')} (with what is given by ${giver}).`;
      const told = { ...finding, message };
      // Errors come first.
      const warning = file.findings.findIndex(({ severity }) => severity === 'warning');
      file.findings.splice(warning < 0 ? file.findings.length : warning, 0, told);
    }
  }
}

const keyOf = ({ code, path, message }: Diagnostic): string => JSON.stringify([code, path ?? message]);
