/**
 * Encryption at rest. Members marked *secret* in `rows.ts` are kept as `enc:<key id>:<base64 of iv, tag, ciphertext>`,
 * AES-256-GCM, bound to their table, column and row so that ciphertexts can't be moved about. Empty values stay plain.
 *
 * Several keys may be given: the first encrypts, all decrypt. A key is changed in two phases (`docs/operating.md`): every process learns to read
 * with the new one before any writes with it. One that meets a key it does not know has missed that, and waits.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import { HeatError } from '../errors.ts';

const PREFIX = 'enc:';
/** `enc:` and the key's id: other texts may begin with `enc:` as well. */
const FORM = /^enc:[0-9a-f]{8}:$/;
const FORM_LENGTH = 13;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SHORTEST = 16;

export type EncryptionKey = string | Buffer;

/** For so long, in milliseconds, a key that was met and is not known is told of. */
const TOLD = 10 * 60_000;

/** Something is encrypted with a key that this process was not given. */
export class UnknownKey extends HeatError {
  readonly keyId: string;
  constructor(keyId: string) {
    super('HTTPServiceUnavailable', `Stored data is encrypted with key ${keyId}, which is not configured here.`);
    this.keyId = keyId;
  }
}

export class Keyring {
  // Key objects: with a key's bytes each cipher took 43 µs to make, with these 7.
  readonly #keys = new Map<string, KeyObject>();
  readonly #first: string;
  /** When they were last met. */
  readonly #unknown = new Map<string, number>();
  readonly #naming: KeyObject;
  // Random bytes are drawn in blocks: one call per value would cost more than the cipher.
  readonly #noise = Buffer.alloc(IV_BYTES * 256);
  #used = this.#noise.length;

  /** Throws InvalidEncryptionKey when there is none, or one is shorter than 16 bytes. */
  constructor(keys: EncryptionKey | EncryptionKey[]) {
    let first: string | undefined;
    let naming: KeyObject | undefined;
    for (const secret of Array.isArray(keys) ? keys : [keys]) {
      if (Buffer.byteLength(secret) < SHORTEST) {
        throw new HeatError('InvalidEncryptionKey', `The encryption key must have at least ${SHORTEST} bytes.`);
      }
      const id = Buffer.from(hkdfSync('sha256', secret, '', 'hearth key id', 4)).toString('hex');
      this.#keys.set(id, createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'hearth store', 32))));
      first ??= id;
      naming ??= createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'hearth text names', 32)));
    }
    if (first === undefined || naming === undefined) {
      throw new HeatError('InvalidEncryptionKey', 'No encryption key is configured.');
    }
    this.#first = first;
    this.#naming = naming;
  }

  /** `place` names table, column and row; the same must be given to decrypt. */
  encrypt(text: string, place: string): string {
    if (this.#used === this.#noise.length) {
      randomFillSync(this.#noise);
      this.#used = 0;
    }
    const iv = this.#noise.subarray(this.#used, this.#used + IV_BYTES);
    this.#used += IV_BYTES;
    const cipher = createCipheriv('aes-256-gcm', this.#keys.get(this.#first) as KeyObject, iv);
    cipher.setAAD(Buffer.from(place));
    const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${PREFIX}${this.#first}:${body.toString('base64')}`;
  }

  isEncrypted(text: string): boolean {
    return text.startsWith(PREFIX) && FORM.test(text.slice(0, FORM_LENGTH));
  }

  /** Throws UnknownKey when the text is encrypted with a key that is not ours. */
  keyOf(text: string): KeyObject {
    const id = keyIdOf(text);
    const key = this.#keys.get(id);
    if (key !== undefined) return key;
    this.#unknown.set(id, Date.now());
    throw new UnknownKey(id);
  }

  knows(keyId: string): boolean {
    return this.#keys.has(keyId);
  }

  /** Ids of keys that were met lately and are not known. */
  get unknown(): string[] {
    const since = Date.now() - TOLD;
    return [...this.#unknown].filter(([, at]) => at > since).map(([id]) => id);
  }

  /** Throws UnknownKey when the key is not ours, InvalidEncryptionKey when the text was tampered with. */
  decrypt(text: string, place: string): string {
    const key = this.keyOf(text);
    const colon = text.indexOf(':', PREFIX.length);
    const body = Buffer.from(text.slice(colon + 1), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    try {
      const plain = decipher.update(body.subarray(IV_BYTES, body.length - TAG_BYTES));
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new HeatError('InvalidEncryptionKey', `Stored data at ${place} does not fit its encryption key.`, {
        cause,
      });
    }
  }

  /** A name for a text, the same for the same text: of no use to whoever has a guess at the text, but not the key. */
  nameOf(text: string): string {
    return `${this.#first}.${createHmac('sha256', this.#naming).update(text).digest('base64url')}`;
  }

  /** Id of the key that encrypts. */
  get current(): string {
    return this.#first;
  }
}

function keyIdOf(text: string): string {
  return text.slice(PREFIX.length, text.indexOf(':', PREFIX.length));
}
