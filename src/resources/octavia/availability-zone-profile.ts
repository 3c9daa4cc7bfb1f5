import { restType } from '../rest-type.ts';
import { checked, required, since, text, update } from '../terms/index.ts';
import { offered } from './profile.ts';
import { NAME } from './terms.ts';

export const availabilityZoneProfile = restType({
  name: 'OS::Octavia::AvailabilityZoneProfile',
  description: 'Where a provider makes the load balancers of an availability zone. For administrators.',
  ...since('24.0.0'),
  properties: {
    availability_zone_data: text('What the provider is told, as JSON.', required, checked('json_string'), update),
    name: NAME,
    provider_name: text('The provider.', update),
  },
  ...offered('availability_zone_profile', { path: '/lbaas/availabilityzoneprofiles' }),
  // It has no member that could bear a mark; names of profiles are seldom given.
  marker: { mark: null },
});
