/** Schema of OS::Swift::Container. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'OS::Swift::Container',
  className: 'SwiftContainer',
  description: 'A container of objects.',
  properties: {
    PurgeOnDelete: {
      type: 'boolean',
      description: 'Whether objects in it are deleted with it; otherwise a container that is not empty cannot go.',
      default: false,
      support: { status: 'SUPPORTED', version: '2015.1' },
    },
    'X-Account-Meta': { type: 'map', description: 'Key-value pairs set on the account.', default: {} },
    'X-Container-Meta': { type: 'map', description: 'Key-value pairs kept with the container.', default: {} },
    'X-Container-Read': { type: 'string', description: 'Who may read its objects, as an access list.' },
    'X-Container-Write': { type: 'string', description: 'Who may write its objects, as an access list.' },
    name: { type: 'string', description: 'Name of the container.' },
  },
  attributes: {
    BytesUsed: { type: 'integer', description: 'Bytes in it.', lives: true },
    DomainName: { type: 'string', description: 'Host of its address.' },
    HeadContainer: { type: 'map', description: 'All its headers.', lives: true },
    ObjectCount: { type: 'integer', description: 'Objects in it.', lives: true },
    RootURL: { type: 'string', description: 'Address of the account.' },
    WebsiteURL: { type: 'string', description: 'Its address.' },
  },
} satisfies Definition;
