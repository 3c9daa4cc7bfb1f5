/** Rules of layer 7 (octavia/api/v2/types/l7rule.py, controllers/l7rule.py, common/validate.py). */
import type { Kind } from '../rest/kind.ts';
import { adminStateUp, choice, flag, required, tags, text } from './attributes.ts';
import { STATE } from './dialect.ts';
import { fault } from './faults.ts';
import type { L7Rule, OctaviaModel } from './model.ts';

const COMPARES = ['REGEX', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'EQUAL_TO'];
/** Types, with how they may compare and whether they look at a key. */
const TYPES: Readonly<Record<string, { compares: readonly string[]; key: 'needed' | 'unused' | 'free' }>> = {
  HOST_NAME: { compares: COMPARES, key: 'free' },
  PATH: { compares: COMPARES, key: 'free' },
  FILE_TYPE: { compares: ['REGEX', 'EQUAL_TO'], key: 'free' },
  HEADER: { compares: COMPARES, key: 'needed' },
  COOKIE: { compares: COMPARES, key: 'needed' },
  SSL_CONN_HAS_CERT: { compares: ['EQUAL_TO'], key: 'unused' },
  SSL_VERIFY_RESULT: { compares: ['EQUAL_TO'], key: 'unused' },
  SSL_DN_FIELD: { compares: COMPARES, key: 'needed' },
};
const MOST = 50;
const LINE = /^[^\r\n]*$/;

export function l7Rules(model: OctaviaModel): Kind<L7Rule> {
  const { listeners, policies, rules } = model;
  return {
    singular: 'rule',
    plural: 'rules',
    label: 'L7 Rule',
    path: '/lbaas/l7policies/{policy}/rules',
    collection: rules,
    below: { singular: 'l7policy', param: 'policy', member: 'l7policy_id' },
    quota: 'l7rule',
    state: STATE,
    attributes: {
      type: required(choice(Object.keys(TYPES))),
      compare_type: required(choice(COMPARES)),
      key: text(255, LINE),
      value: required(text(255, LINE)),
      invert: flag(false),
      admin_state_up: adminStateUp(),
      tags: tags(),
    },
    within: (item) => {
      const listener = listeners.get(policies.get(item.l7policy_id)?.listener_id);
      return [
        ['l7policy', item.l7policy_id],
        ['loadbalancer', listener?.loadbalancer_id ?? ''],
      ];
    },
    along: (item) => [['listener', policies.get(item.l7policy_id)?.listener_id ?? '']],
    owner: (call) => ({ project_id: policies.get(call.param('policy'))?.project_id ?? '' }),
    create(_call, item) {
      check(item);
      if (rules.count('l7policy_id', item.l7policy_id) >= MOST)
        throw fault('TooManyL7RulesOnL7Policy', { id: item.l7policy_id });
    },
    update: (_call, item, changes) => check({ ...item, ...changes } as L7Rule),
    settled(item) {
      item.operating_status = item.admin_state_up ? 'ONLINE' : 'OFFLINE';
    },
    show: () => ({ l7policy_id: undefined }),
  };
}

/** @throws 400 */
function check({ type, compare_type: compare, key, value }: L7Rule): void {
  const refuse = (reason: string) => fault('L7RuleValidation', { error: `Invalid L7 Rule: ${reason}` });
  const known = TYPES[type];
  if (value === '') throw refuse('L7 rule type requires a value');
  if (known?.key === 'needed' && !key)
    throw refuse(
      type === 'SSL_DN_FIELD'
        ? `L7rule type ${type} needs to specify a key and a value.`
        : 'L7 rule type requires a key',
    );
  if (known?.key === 'unused' && key) throw refuse(`L7rule type ${type} does not use the "key" field.`);
  if (type === 'SSL_CONN_HAS_CERT' && value.toLowerCase() !== 'true')
    throw refuse(`L7rule value ${value} is not a boolean True string.`);
  if (type === 'SSL_VERIFY_RESULT' && !/^\d+$/.test(value))
    throw refuse(`L7rule type ${type} needs a int value, which is >= 0`);
  if (type === 'SSL_DN_FIELD' && !/^[a-zA-Z][A-Za-z0-9-]*$/.test(key ?? ''))
    throw refuse('Invalid L7rule distinguished name field.');
  if (known && !known.compares.includes(compare))
    throw refuse(
      known.key === 'unused'
        ? `L7rule type ${type} only supports the EQUAL_TO compare type.`
        : 'invalid comparison type for rule type',
    );
}
