import { restType } from '../rest-type.ts';
import { checked, required, since, text, update } from '../terms/index.ts';
import { offered } from './profile.ts';
import { NAME } from './terms.ts';

export const flavorProfile = restType({
  name: 'OS::Octavia::FlavorProfile',
  description: 'What a provider makes of the load balancers of a flavor. For administrators.',
  ...since('14.0.0'),
  properties: {
    flavor_data: text('What the provider is told, as JSON.', required, checked('json_string'), update),
    name: NAME,
    provider_name: text('The provider.', update),
  },
  ...offered('flavorprofile'),
  // It has no member that could bear a mark; names of profiles are seldom given.
  marker: { mark: null },
});
