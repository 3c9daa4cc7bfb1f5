import { restType } from '../rest-type.ts';
import { flag, oneOf, preset, ref, required, since, text, update } from '../terms/index.ts';
import { octavia } from './profile.ts';
import { refuse } from './refuse.ts';
import { ADMIN_STATE_UP } from './terms.ts';

export const l7Rule = restType({
  name: 'OS::Octavia::L7Rule',
  description: 'A rule of a policy: which requests it matches.',
  ...since('10.0.0'),
  properties: {
    admin_state_up: ADMIN_STATE_UP,
    compare_type: text(
      'How they are compared.',
      required,
      oneOf('REGEX', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'EQUAL_TO'),
      update,
    ),
    invert: flag('Whether it matches those that do not compare.', preset(false), update),
    key: text('Name of the header or cookie.', update),
    l7policy: ref('octavia.l7policy', 'Name or id of its policy.', required),
    type: text('What is compared.', required, oneOf('HOST_NAME', 'PATH', 'FILE_TYPE', 'HEADER', 'COOKIE'), update),
    value: text('What it is compared with.', required, update),
  },
  rest: octavia('rule', { path: '/lbaas/l7policies/{l7policy}/rules' }),
  // A rule has no name: it is by a tag that it is found again.
  marker: { query: 'tags', member: 'tags', isList: true },
  validate({ properties: { type, key } }) {
    if ((type !== 'HEADER' && type !== 'COOKIE') || key !== null) return;
    refuse('Property key is missing. This property should be specified for rules of HEADER and COOKIE types.');
  },
});
