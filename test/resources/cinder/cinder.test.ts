import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/resources/catalogue.ts';
import type { ResourceType } from '../../../src/resources/type.ts';
import type { ValueMap } from '../../../src/template/value.ts';
import { useDevCloud } from '../dev-cloud.ts';
import { Driven, validate } from '../driver.ts';

const test = useDevCloud();
const type = (name: string) => catalogue.get(name) as ResourceType;
const make = (name: string, given: ValueMap, as = 'thing') =>
  new Driven(type(name), { cloud: test.demo }, as).create(given);
const server = (as = 'server') =>
  make('OS::Nova::Server', { image: 'cirros', flavor: 'm1.nano', user_data_format: 'RAW' }, as);

describe('OS::Cinder::Volume', () => {
  it('lives its life', async () => {
    const volume = await make('OS::Cinder::Volume', { size: 1, metadata: { k: 'v' }, description: 'about' });
    expect(await volume.attribute('size')).toBe('1');
    expect(await volume.attribute('bootable')).toBe('false');
    expect(await volume.attribute('metadata')).toBe('{"k": "v"}');
    expect(await volume.attribute('metadata_values')).toEqual({ k: 'v' });
    expect(await volume.attribute('display_description')).toBe('about');
    expect(await volume.attribute('snapshot_id')).toBe('None');
    expect(await volume.find()).toBe(volume.physicalId);
    await volume.check();
    expect(await volume.update({ size: 3, name: 'named', metadata: {} })).toBe('updated');
    expect([await volume.attribute('size'), await volume.attribute('display_name')]).toEqual(['3', 'named']);
    await expect(volume.update({ size: 2, name: 'named' })).rejects.toThrow('Shrinking volume');
    expect(await volume.type.liveProperties?.(volume)).toMatchObject({ size: 3, name: 'named' });
    expect(await volume.type.keepFailed?.(volume)).toBe(true);
    await volume.delete();
    await expect(volume.check()).rejects.toThrow('could not be found');
  });
  it('is made from an image, a snapshot or another volume', async () => {
    const first = await make('OS::Cinder::Volume', { size: 1, image: 'cirros' });
    expect(await first.attribute('bootable')).toBe('true');
    const copy = await make('OS::Cinder::Volume', { source_volid: first.reference });
    expect(await copy.attribute('source_volid')).toBe(first.physicalId);
    await copy.delete();
    await first.delete();
  });
  it('is backed up before it is deleted, and made from the backup', async () => {
    const volume = await make('OS::Cinder::Volume', { size: 1 });
    await volume.type.snapshotBeforeDelete?.(volume, { marker: 'going', again: false });
    await volume.until(() => volume.type.snapshotBeforeDeleted?.(volume) ?? Promise.resolve(true));
    const backup = volume.data.get('backup_id') as string;
    await volume.delete();
    expect(volume.type.restoreProperties?.({ size: 1, image: 'i' }, { resource_data: { backup_id: backup } })).toEqual({
      size: 1,
      backup_id: backup,
    });
    const again = await make('OS::Cinder::Volume', { backup_id: backup, name: 'again' });
    expect(await again.attribute('display_name')).toBe('again');
    await again.type.deleteSnapshot?.(again, { resource_data: { backup_id: backup } }, 'going');
    await again.delete();
  });
  it.each<[string, ValueMap, string]>([
    ['nothing', {}, 'one and only one of'],
    ['two sources', { size: 1, image: 'a', snapshot_id: 'b' }, "['snapshot_id', 'image']"],
    ['two images', { size: 1, image: 'a', imageRef: 'b' }, 'image, imageRef'],
  ])('refuses %s', async (_what, properties, message) => {
    const check = async () => validate(type('OS::Cinder::Volume'), { properties, cloud: test.demo });
    await expect(check()).rejects.toThrow(message);
  });
});

describe('OS::Cinder::VolumeAttachment', () => {
  it('lives its life', async () => {
    const [one, two] = [await server('one'), await server('two')];
    const volume = await make('OS::Cinder::Volume', { size: 1 });
    const tie = await make('OS::Cinder::VolumeAttachment', {
      instance_uuid: one.reference,
      volume_id: volume.reference,
    });
    expect(await volume.attribute('status')).toBe('in-use');
    expect(await tie.find()).toBe(tie.physicalId);
    await tie.check();
    // Made read-only while attached: detached, changed and attached again.
    expect(await volume.update({ size: 1, read_only: true })).toBe('updated');
    expect(await volume.attribute('attachments_list')).toMatchObject([{ server_id: one.physicalId }]);
    // Died when it had just been detached: the steps are known all the same, and not those of another update only.
    const save = volume.save.bind(volume);
    volume.save = async () => {
      await save();
      throw new Error('killed');
    };
    await expect(volume.update({ size: 1, read_only: false })).rejects.toThrow('killed');
    volume.save = save;
    await test.demo.request('compute', {
      method: 'DELETE',
      path: `/servers/${one.physicalId}/os-volume_attachments/${volume.physicalId}`,
    });
    await expect.poll(() => volume.attribute('attachments_list')).toEqual([]);
    expect(await volume.update({ size: 2, read_only: true })).toBe('updated');
    expect(await volume.attribute('attachments_list')).toMatchObject([{ server_id: one.physicalId }]);
    expect(await tie.update({ instance_uuid: two.reference, volume_id: volume.reference })).toBe('updated');
    expect(await volume.attribute('attachments_list')).toMatchObject([{ server_id: two.physicalId }]);
    // A volume waits for its attachment to go.
    volume.begun = volume.now();
    await volume.type.delete(volume);
    expect(await volume.type.deleted(volume)).toBe(false);
    await tie.delete();
    await expect(tie.check()).rejects.toThrow('not attached');
    await volume.delete();
    await one.delete();
    await two.delete();
  });
  it('of a server that is gone is gone', async () => {
    const host = await server();
    const volume = await make('OS::Cinder::Volume', { size: 1 });
    const tie = await make('OS::Cinder::VolumeAttachment', {
      instance_uuid: host.reference,
      volume_id: volume.reference,
    });
    await host.delete();
    await tie.delete();
    await volume.delete();
  });
});
