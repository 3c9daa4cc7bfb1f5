/**
 * What a server finds as its user data: the template's text alone (RAW), or within a multi-part message that also carries the resource's metadata
 * and, for HEAT_CFNTOOLS, what the tools in the guest need to reach the metadata server. The names of the parts and
 * the paths in the guest are those that heat-cfntools knows.
 */
import { randomBytes } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import { dumpJson } from '../../template/schema/index.ts';
import { isMap, parseJson, type Value, type ValueMap } from '../../template/value.ts';
import { BOOTHOOK, CLOUD_CONFIG, PART_HANDLER, RUN_USER_DATA } from './user-data-parts.ts';

export type UserDataFormat = 'RAW' | 'HEAT_CFNTOOLS' | 'SOFTWARE_CONFIG';

export interface UserDataOptions {
  format: UserDataFormat;
  metadata: ValueMap;
  /** Address of the metadata server. */
  cfnUrl: string;
  isSecure: boolean;
  validateCertificates: boolean;
}

interface Part {
  content: string;
  fileName: string;
  subtype?: string;
}

export function buildUserData(userData: string, options: UserDataOptions): string {
  const { format, metadata } = options;
  if (format === 'RAW') return userData;
  const isCfnTools = format === 'HEAT_CFNTOOLS';
  if (!isCfnTools && isIgnition(userData)) return withIgnitionFiles(userData, metadata);

  const parts: Part[] = [
    { content: CLOUD_CONFIG, fileName: 'cloud-config', subtype: 'cloud-config' },
    { content: BOOTHOOK, fileName: 'boothook.sh', subtype: 'cloud-boothook' },
    { content: PART_HANDLER, fileName: 'part-handler.py', subtype: 'part-handler' },
  ];
  if (isCfnTools) {
    parts.push({ content: userData, fileName: 'cfn-userdata', subtype: 'x-cfninitdata' });
    parts.push({ content: RUN_USER_DATA, fileName: 'loguserdata.py', subtype: 'x-shellscript' });
  } else parts.push(...(partsOf(userData) ?? [{ content: userData, fileName: '' }]));
  if (Object.keys(metadata).length > 0) {
    parts.push({ content: dumpJson(metadata), fileName: 'cfn-init-data', subtype: 'x-cfninitdata' });
  }
  if (isCfnTools) {
    parts.push({ content: options.cfnUrl, fileName: 'cfn-metadata-server', subtype: 'x-cfninitdata' });
    parts.push({ content: botoConfiguration(options), fileName: 'cfn-boto-cfg', subtype: 'x-cfninitdata' });
  }
  return multipart(parts);
}

const truth = (value: boolean) => (value ? '1' : '0');

function botoConfiguration({ cfnUrl, isSecure, validateCertificates }: UserDataOptions): string {
  return [
    '[Boto]',
    'debug = 0',
    `is_secure = ${truth(isSecure)}`,
    `https_validate_certificates = ${truth(validateCertificates)}`,
    'cfn_region_name = heat',
    `cfn_region_endpoint = ${new URL(cfnUrl).hostname}`,
  ].join('\n');
}

function multipart(parts: Part[]): string {
  const boundary = `===============${randomBytes(9).toString('hex')}==`;
  const lines = [`Content-Type: multipart/mixed; boundary="${boundary}"`, 'MIME-Version: 1.0', ''];
  for (const { content, fileName, subtype = 'plain' } of parts) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it asks for ASCII
    const isAscii = /^[\x00-\x7f]*$/.test(content);
    lines.push(
      `--${boundary}`,
      `Content-Type: text/${subtype}; charset="${isAscii ? 'us-ascii' : 'utf-8'}"`,
      'MIME-Version: 1.0',
      `Content-Transfer-Encoding: ${isAscii ? '7bit' : 'base64'}`,
      `Content-Disposition: attachment; filename="${fileName}"`,
      '',
      isAscii
        ? content
        : (
            Buffer.from(content)
              .toString('base64')
              .match(/.{1,76}/g) ?? []
          ).join('\n'),
    );
  }
  return [...lines, `--${boundary}--`, ''].join('\n');
}

/** The parts of a text that is a multi-part message already. */
function partsOf(text: string): Part[] | null {
  const head = /^([\s\S]*?)\r?\n\r?\n/.exec(text)?.[1] ?? '';
  const boundary = /content-type:\s*multipart\/[^\n]*(?:\n[ \t][^\n]*)*boundary="?([^"\s;]+)/i.exec(head)?.[1];
  if (boundary === undefined) return null;
  const pieces = text.split(`--${boundary}`).slice(1);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .map((piece) => {
      const [, headers = '', content = ''] = /^\r?\n?([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(piece) ?? [];
      const subtype = /content-type:\s*text\/([\w.+-]+)/i.exec(headers)?.[1] ?? 'plain';
      const fileName = /filename="?([^"\r\n;]*)/i.exec(headers)?.[1] ?? '';
      const isBase64 = /content-transfer-encoding:\s*base64/i.test(headers);
      const plain = isBase64 ? Buffer.from(content, 'base64').toString('utf8') : content.replace(/\r?\n$/, '');
      return { content: plain, fileName, subtype };
    });
}

function ignitionOf(text: string): ValueMap | null {
  try {
    const tree = parseJson(text);
    return isMap(tree) && isMap(tree.ignition) && tree.ignition.version ? tree : null;
  } catch {
    return null;
  }
}

function isIgnition(text: string): boolean {
  return ignitionOf(text) !== null;
}

const INIT_DATA = ['/var/lib/heat-cfntools/cfn-init-data', '/var/lib/cloud/data/cfn-init-data'];

/** Ignition has no multi-part form; the metadata become files. */
function withIgnitionFiles(text: string, metadata: ValueMap): string {
  const tree = ignitionOf(text);
  if (tree === null || Object.keys(metadata).length === 0) return text;
  const storage: Value = tree.storage ?? {};
  if (!isMap(storage)) throw new HeatError('ValueError', 'Ignition "storage" section must be a map');
  const files: Value = storage.files ?? [];
  if (!Array.isArray(files)) throw new HeatError('ValueError', 'Ignition "files" section must be a list');
  const source = `data:,${encodeURIComponent(dumpJson(metadata))}`;
  const added = INIT_DATA.map((path) => ({
    filesystem: 'root',
    group: { name: 'root' },
    path,
    user: { name: 'root' },
    contents: { source, verification: {} },
    mode: 0o640,
  }));
  return dumpJson({ ...tree, storage: { ...storage, files: [...files, ...added] } });
}
