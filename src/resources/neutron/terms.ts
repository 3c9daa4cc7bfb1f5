/** Terms that many of Neutron's types share. */
import { at } from '../../openstack/path.ts';
import { flag, list, lives, map, of, preset, setWhole, since, text, update } from '../terms/index.ts';

/** Attributes of networks, ports and routers. */
export const TOLD = {
  admin_state_up: text('Whether it is administratively up.'),
  name: text('Its name.'),
  status: text('Its status.', lives),
  tenant_id: text('Project that owns it.'),
};

export const ADMIN_STATE_UP = flag('Whether it is administratively up.', preset(true), update);

export const ZONE_HINTS = list('Availability zones in which to place it, by preference.', update, since('19.0.0'));

export const NAME = text('Name of the object; by default made from the stack, the resource and a random part.', update);

export const TAGS = list(
  'Tags of the object; the list given replaces the one before.',
  of('string'),
  update,
  since('9.0.0'),
  setWhole(({ path, id }, tags) => ({ method: 'PUT', path: at`${path}/${id}/tags`, body: { tags } })),
);

export const TENANT_ID = text('Project that owns it; only an administrator may name another than their own.');

export const VALUE_SPECS = map(
  'Further members of the request, for extensions that have no property here.',
  preset({}),
  update,
);
