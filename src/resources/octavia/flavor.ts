import { restType } from '../rest-type.ts';
import { ref, required, sentAs, since, text } from '../terms/index.ts';
import { offered } from './profile.ts';
import { DESCRIPTION, ENABLED, NAME } from './terms.ts';

export const octaviaFlavor = restType({
  name: 'OS::Octavia::Flavor',
  description: 'A kind of load balancer that users can choose. For administrators.',
  ...since('14.0.0'),
  properties: {
    description: DESCRIPTION,
    enabled: ENABLED,
    flavor_profile: ref(
      'octavia.flavorprofile',
      'Name or id of the profile that says what it is.',
      required,
      sentAs('flavor_profile_id'),
    ),
    name: NAME,
  },
  attributes: { flavor_profile_id: text('Id of its profile.') },
  ...offered('flavor'),
});
