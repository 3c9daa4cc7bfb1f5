import { describe, expect, it } from 'vitest';
import { stackOfArn } from '../../../../src/api/native/stacks/reading.ts';

describe('a stack named by an ARN', () => {
  const web = { projectId: 'p1', name: 'web', id: 'i1', path: '' };

  it.each([
    ['arn:openstack:heat::p1:stacks/web/i1', web],
    ['ARN:openstack:heat:region:p1:stacks/web/i1', web],
    ['arn:openstack:heat::p1:stacks/web/i1/resources/a', { ...web, path: '/resources/a' }],
    [
      'arn:openstack:heat::p%201:stacks/w%2Fb/i1/resources/a:b',
      { ...web, projectId: 'p 1', name: 'w/b', path: '/resources/a:b' },
    ],
  ])('is found: %s', (text, address) => {
    expect(stackOfArn(text)).toEqual(address);
  });

  it.each([
    'web',
    'arn:openstack:heat::p1',
    'urn:openstack:heat::p1:stacks/web/i1',
    'arn:aws:heat::p1:stacks/web/i1',
    'arn:openstack:nova::p1:stacks/web/i1',
    'arn:aws:cloudformation::p1:stacks/web/i1',
    'arn:openstack:heat::p1:stacks/web',
    'arn:openstack:heat::p1:servers/web/i1',
    'arn:openstack:heat::p1:my stacks/web/i1',
    'arn:openstack:heat::p1:stacks/%/i1',
  ])('is none: %s', (text) => {
    expect(stackOfArn(text)).toBeNull();
  });
});
