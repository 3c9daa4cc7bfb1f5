/** The YAML language server that editors use, spoken to as an editor does. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(
  new URL('../../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);
const NODE = fileURLToPath(new URL('../../../node_modules/node/bin/node', import.meta.url));
const ANSWER_MS = 40_000;

interface Message {
  id?: number;
  method?: string;
  params?: { uri?: string; diagnostics?: Finding[]; items?: { section?: string }[] };
  result?: unknown;
}

export interface Finding {
  message: string;
  range: { start: { line: number; character: number } };
}

export class LanguageServer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly settings: object;
  private buffer = Buffer.alloc(0);
  private next = 1;
  private readonly answers = new Map<number, (result: unknown) => void>();
  private readonly findings = new Map<string, Finding[]>();
  private readonly waiting: (() => void)[] = [];

  /** `schemas`: pattern of file names by the URL of a schema. */
  constructor(schemas: Record<string, string>) {
    this.settings = {
      yaml: { schemas, validate: true, completion: true, hover: true, schemaStore: { enable: false } },
    };
    this.child = spawn(NODE, [SERVER, '--stdio'], { stdio: 'pipe' });
    this.child.stdout.on('data', (chunk: Buffer) => {
      this.buffer = Buffer.concat([this.buffer, chunk]);
      while (this.readOne());
    });
  }

  private readOne(): boolean {
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, end).toString())?.[1]);
    if (this.buffer.length < end + 4 + length) return false;
    const body = this.buffer.subarray(end + 4, end + 4 + length).toString();
    this.buffer = this.buffer.subarray(end + 4 + length);
    this.receive(JSON.parse(body) as Message);
    return true;
  }

  private receive(message: Message): void {
    const { id, method, params } = message;
    if (method === undefined) {
      if (id !== undefined) this.answers.get(id)?.(message.result);
      return;
    }
    if (method === 'textDocument/publishDiagnostics') this.findings.set(params?.uri ?? '', params?.diagnostics ?? []);
    for (const wake of this.waiting.splice(0)) wake();
    if (id === undefined) return;
    const yaml = (this.settings as { yaml: object }).yaml;
    const result =
      method === 'workspace/configuration'
        ? (params?.items ?? []).map(({ section }) => (section === 'yaml' ? yaml : null))
        : null;
    this.send({ id, result });
  }

  private send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  private ask<T>(method: string, params: object): Promise<T> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), ANSWER_MS);
      this.answers.set(id, (result) => {
        clearTimeout(timer);
        resolve(result as T);
      });
      this.send({ id, method, params });
    });
  }

  async start(): Promise<void> {
    const capabilities = {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { completion: { completionItem: { snippetSupport: false } }, hover: {} },
    };
    await this.ask('initialize', { processId: process.pid, rootUri: null, capabilities });
    this.send({ method: 'initialized', params: {} });
    this.send({ method: 'workspace/didChangeConfiguration', params: { settings: this.settings } });
  }

  /** What the server finds in a text. */
  async open(uri: string, text: string): Promise<Finding[]> {
    this.send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    const until = Date.now() + ANSWER_MS;
    while (!this.findings.has(uri)) {
      if (Date.now() > until) throw new Error('nothing was said of the text');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.findings.get(uri) as Finding[];
  }

  /** Labels that are offered at a place, from 0. */
  async complete(uri: string, line: number, character: number): Promise<string[]> {
    const answer = await this.ask<{ items: { label: string }[] }>('textDocument/completion', {
      textDocument: { uri },
      position: { line, character },
    });
    return answer.items.map(({ label }) => label);
  }

  async hover(uri: string, line: number, character: number): Promise<string> {
    const answer = await this.ask<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
    return answer?.contents.value ?? '';
  }

  stop(): void {
    this.child.kill();
  }
}
