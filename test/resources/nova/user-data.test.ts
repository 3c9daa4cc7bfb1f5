import { describe, expect, it } from 'vitest';
import { buildUserData } from '../../../src/resources/nova/user-data.ts';

const options = { metadata: {}, cfnUrl: 'http://cfn.example:8000/v1/', isSecure: false, validateCertificates: true };
const fileNames = (text: string) => [...text.matchAll(/filename="([^"]*)"/g)].map(([, name]) => name);

describe('user data', () => {
  it('RAW is the text itself', () => {
    expect(buildUserData('#!/bin/sh\n', { ...options, format: 'RAW' })).toBe('#!/bin/sh\n');
  });
  it('HEAT_CFNTOOLS carries what the tools need', () => {
    const text = buildUserData('#!/bin/sh\necho ünï\n', { ...options, format: 'HEAT_CFNTOOLS', metadata: { a: [1] } });
    expect(fileNames(text)).toEqual([
      'cloud-config',
      'boothook.sh',
      'part-handler.py',
      'cfn-userdata',
      'loguserdata.py',
      'cfn-init-data',
      'cfn-metadata-server',
      'cfn-boto-cfg',
    ]);
    expect(text).toMatch(/^Content-Type: multipart\/mixed; boundary="/);
    expect(text).toContain('{"a": [1]}');
    expect(text).toContain('cfn_region_endpoint = cfn.example');
    expect(text).toContain(Buffer.from('#!/bin/sh\necho ünï\n').toString('base64'));
  });
  it('SOFTWARE_CONFIG takes the parts of a multi-part text', () => {
    const inner =
      'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/x-shellscript; filename="one.sh"\n\necho 1\n--b--\n';
    const text = buildUserData(inner, { ...options, format: 'SOFTWARE_CONFIG' });
    expect(fileNames(text)).toEqual(['cloud-config', 'boothook.sh', 'part-handler.py', 'one.sh']);
    expect(text).toContain('\necho 1\n');
  });
  it('SOFTWARE_CONFIG puts metadata into Ignition as files', () => {
    const text = buildUserData('{"ignition": {"version": "2.2.0"}}', {
      ...options,
      format: 'SOFTWARE_CONFIG',
      metadata: { a: 1 },
    });
    const files = (JSON.parse(text) as { storage: { files: { path: string }[] } }).storage.files;
    expect(files.map(({ path }) => path)).toEqual([
      '/var/lib/heat-cfntools/cfn-init-data',
      '/var/lib/cloud/data/cfn-init-data',
    ]);
  });
});
