/**
 * Gathers what a stack is made of from files, as Heat's clients do before they send a request: the template, the environments, and
 * every file and nested template they mention, each under its absolute URL. Mentions are rewritten to those URLs.
 *
 *     resources:
 *       web:
 *         type: server.yaml                       # → file:///home/me/server.yaml, read, its own mentions followed
 *         properties:
 *           script: {get_file: ../boot.sh}        # → file:///home/boot.sh
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HeatError } from '../../errors.ts';
import { fetchText as fetchWithin } from '../../outgoing/fetch-text.ts';
import { readDocument } from '../../template/source/document.ts';
import { isMap, setKey, stringify, type Value, type ValueMap } from '../../template/value.ts';

export interface Collected {
  template: ValueMap;
  files: Record<string, string>;
  /** URLs into `files`, in the order given. */
  environmentFiles: string[];
}

/**
 * `overridden`: parameters that are given elsewhere, by which values in environments do not count.
 * Throws HeatError `ValueError` with the file's name for what cannot be read.
 */
export async function collectFiles(
  template: string,
  environments: readonly string[] = [],
  overridden: ReadonlySet<string> = new Set(),
): Promise<Collected> {
  const collector = new Collector(overridden);
  const url = asUrl(template);
  const tree = await collector.template(url, await fetchText(url));
  const environmentFiles: string[] = [];
  for (const environment of environments) environmentFiles.push(await collector.environment(asUrl(environment)));
  return { template: tree, files: collector.files, environmentFiles };
}

function asUrl(path: string): string {
  return /^(?:https?|file):/.test(path) ? path : pathToFileURL(resolve(path)).href;
}

/** Bytes of one file from elsewhere; a request holds less in all. */
const MOST_OF_FILE = 16 * 1024 * 1024;

/** Types that are templates: by their ending, as Heat knows them. */
const TEMPLATE = /\.(?:yaml|template)$/;

class Collector {
  readonly #overridden: ReadonlySet<string>;
  readonly files: Record<string, string> = {};
  /** Templates being read or read, so that two that mention each other come to an end. */
  readonly #seen = new Set<string>();

  constructor(overridden: ReadonlySet<string>) {
    this.#overridden = overridden;
  }

  async template(url: string, text: string): Promise<ValueMap> {
    this.#seen.add(url);
    return (await this.#rewrite(readNamed(url, text), url)) as ValueMap;
  }

  async environment(url: string): Promise<string> {
    const tree = readNamed(url, await fetchText(url));
    const { resource_registry: registry, parameters } = tree;
    const rewritten = { ...tree };
    if (isMap(registry)) rewritten.resource_registry = await this.#registry(registry, url);
    if (isMap(parameters)) {
      // The service lets environments have the last word; a user who names a parameter on the command line means that one.
      const left = Object.entries(parameters).filter(([name]) => !this.#overridden.has(name));
      rewritten.parameters = Object.fromEntries(left);
    }
    this.files[url] = stringify(rewritten);
    return url;
  }

  async #rewrite(value: Value, base: string): Promise<Value> {
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.#rewrite(item, base)));
    if (!isMap(value)) return value;
    const copy: ValueMap = {};
    for (const [key, inner] of Object.entries(value)) {
      let next: Value;
      if (key === 'get_file' && typeof inner === 'string') next = await this.#file(inner, base);
      else if (key === 'type' && typeof inner === 'string' && TEMPLATE.test(inner))
        next = await this.#nested(inner, base);
      else next = await this.#rewrite(inner, base);
      setKey(copy, key, next);
    }
    return copy;
  }

  async #file(mention: string, base: string): Promise<string> {
    const url = new URL(mention, base).href;
    this.files[url] ??= await fetchText(url);
    return url;
  }

  async #nested(mention: string, base: string): Promise<string> {
    const url = new URL(mention, base).href;
    if (this.#seen.has(url)) return url;
    this.files[url] = stringify(await this.template(url, await fetchText(url)));
    return url;
  }

  /** `base_url` of a registry holds for what is mentioned beside and below it. */
  async #registry(registry: ValueMap, base: string): Promise<ValueMap> {
    const given = registry.base_url;
    const from = typeof given === 'string' ? new URL(given.endsWith('/') ? given : `${given}/`, base).href : base;
    const copy: ValueMap = {};
    for (const [key, value] of Object.entries(registry)) {
      let next: Value = value;
      if (isMap(value)) next = await this.#registry(value, from);
      else if (key !== 'base_url' && typeof value === 'string' && TEMPLATE.test(value))
        next = await this.#nested(value, from);
      setKey(copy, key, next);
    }
    return copy;
  }
}

function readNamed(url: string, text: string): ValueMap {
  try {
    return readDocument(text);
  } catch (error) {
    if (!(error instanceof HeatError)) throw error;
    throw new HeatError(error.code, `${shown(url)}: ${error.message}`, {
      cause: error,
      diagnostics: error.diagnostics.map((one) => ({ ...one, file: shown(url) })),
    });
  }
}

async function fetchText(url: string): Promise<string> {
  try {
    if (url.startsWith('file:')) return await readFile(fileURLToPath(url), 'utf8');
    return await fetchWithin(url, { most: MOST_OF_FILE, timeout: 30_000, namedBy: 'self' });
  } catch (error) {
    throw new HeatError('ValueError', `Cannot read ${shown(url)}: ${error instanceof Error ? error.message : error}`);
  }
}

function shown(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}
