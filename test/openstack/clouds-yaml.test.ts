import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authFromSurroundings } from '../../src/openstack/clouds-yaml.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'clouds-'));
  writeFileSync(
    join(directory, 'clouds.yaml'),
    `clouds:
  lab:
    profile: vendor
    auth: {username: ann, project_name: work, user_domain_name: People, project_domain_id: dom}
    region_name: West
    interface: internalURL
    cacert: ca.pem
    compute_endpoint_override: http://compute/
  credential:
    auth_type: v3applicationcredential
    auth: {auth_url: 'http://k/v3', application_credential_id: id, application_credential_secret: s}
    verify: false
    regions: [North, South]
  poor:
    auth: {auth_url: 'http://k'}
`,
  );
  writeFileSync(join(directory, 'secure.yaml'), 'clouds: {lab: {auth: {password: secret}}}');
  writeFileSync(
    join(directory, 'clouds-public.yaml'),
    "public-clouds: {vendor: {auth: {auth_url: 'http://vendor'}, region_name: East}}",
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

const read = (cloud: string | undefined, environment = {}) =>
  authFromSurroundings({ environment, directory, ...(cloud === undefined ? {} : { cloud }) });

describe('clouds.yaml', () => {
  it('is read with its secrets and its vendor profile', () => {
    expect(read('lab')).toEqual({
      authUrl: 'http://vendor',
      username: 'ann',
      password: 'secret',
      projectName: 'work',
      userDomainName: 'People',
      projectDomainId: 'dom',
      region: 'West',
      interface: 'internal',
      cacert: join(directory, 'ca.pem'),
      endpointOverrides: { compute: 'http://compute/' },
    });
  });
  it('knows application credentials, verify and regions', () => {
    expect(read('credential')).toEqual({
      authUrl: 'http://k/v3',
      applicationCredentialId: 'id',
      applicationCredentialSecret: 's',
      verify: false,
      region: 'North',
    });
  });
  it('is chosen by OS_CLOUD', () => {
    expect(read(undefined, { OS_CLOUD: 'credential' }).applicationCredentialId).toBe('id');
  });
  it('that lacks the cloud says which there are', () => {
    expect(() => read('nowhere')).toThrow('No cloud named nowhere in clouds.yaml. There are: lab, credential, poor.');
  });
  it('that lacks credentials says which', () => {
    expect(() => read('poor')).toThrow('Missing required credential: username. Cloud poor.');
  });
});

describe('variables', () => {
  it('are read', () => {
    const environment = {
      OS_AUTH_URL: 'http://k',
      OS_USERNAME: 'ann',
      OS_PASSWORD: 'p',
      OS_PROJECT_NAME: 'work',
      OS_DEFAULT_DOMAIN: 'dom',
      OS_REGION_NAME: 'R',
      OS_ENDPOINT_TYPE: 'adminURL',
      OS_INSECURE: 'yes',
      OS_TENANT_NAME: '',
    };
    expect(read(undefined, environment)).toMatchObject({
      authUrl: 'http://k',
      username: 'ann',
      projectName: 'work',
      userDomainName: 'dom',
      projectDomainName: 'dom',
      region: 'R',
      interface: 'admin',
      verify: false,
    });
  });
  it('that lack the address say so', () => {
    expect(() => read(undefined, {})).toThrow('Missing required credential: auth_url. Set the OS_* variables');
  });
});
