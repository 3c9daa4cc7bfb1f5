import { restType } from '../rest-type.ts';
import { ref, required, sentAs, since, text } from '../terms/index.ts';
import { offered } from './profile.ts';
import { DESCRIPTION, ENABLED, NAME } from './terms.ts';

export const availabilityZone = restType({
  name: 'OS::Octavia::AvailabilityZone',
  description: 'A place for load balancers that users can choose. For administrators.',
  ...since('24.0.0'),
  properties: {
    availability_zone_profile: ref(
      'octavia.availabilityzoneprofile',
      'Name or id of the profile that says where it is.',
      required,
      sentAs('availability_zone_profile_id'),
    ),
    description: DESCRIPTION,
    enabled: ENABLED,
    name: NAME,
  },
  attributes: { availability_zone_profile_id: text('Id of its profile.') },
  ...offered('availability_zone', { path: '/lbaas/availabilityzones', id: 'name' }),
});
