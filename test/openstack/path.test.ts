import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, checkPath } from '../../src/openstack/path.ts';
import { type Service, startService } from './service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

describe('the path of a request', () => {
  it('has every value as one segment of its own', () => {
    expect(at`/networks/${'a/b?c#d e'}/tags/${7}`).toBe('/networks/a%2Fb%3Fc%23d%20e/tags/7');
    expect(at`${'/volumes'}/${'id'}`).toBe('/volumes/id');
    for (const value of ['', '.', '..', '%2e%2E', '.%2e', null, undefined, {}]) {
      expect(() => at`/networks/${value}`).toThrow(/is no id or name/);
    }
    expect(at`/containers/${'...'}`).toBe('/containers/...');
  });

  it('does not lead elsewhere, however it was made', async () => {
    const cloud = await service.cloud();
    service.reply({ status: 200, body: {} });
    service.asked.length = 0;
    for (const path of [
      '/users/../projects/p',
      '/users/%2e%2e/projects/p',
      '/users/.',
      '/users/u?x=y',
      '/users/u#x',
      '/users/..\\projects',
      'users',
      '/users/a b',
      '/users/a\nb',
    ]) {
      expect(() => checkPath(path)).toThrow(/is no path/);
      await expect(cloud.request('identity', { method: 'DELETE', path })).rejects.toThrow(/is no path/);
    }
    expect(service.asked).toEqual([]);
    expect(['', '/', '/a//b', '/a/..b/c..'].map(checkPath)).toEqual(['', '/', '/a//b', '/a/..b/c..']);
  });
});
