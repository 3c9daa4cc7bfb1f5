/** Rules of layer 7 (octavia/api/v2/types/l7rule.py, controllers/l7rule.py, common/validate.py). */
import { called, type Kind } from '../rest/kind.ts';
import { PART } from './dialect.ts';
import { fault } from './faults.ts';
import { L7_RULE, type L7Rule, type OctaviaModel } from './model.ts';
import { RULE_TYPES } from './protocols.ts';

const MOST = 50;

export function l7Rules(model: OctaviaModel): Kind<L7Rule> {
  const { listeners, policies, rules } = model;
  return {
    ...PART,
    ...called('rule', 'L7 Rule', '/lbaas/l7policies/{policy}/rules'),
    collection: rules,
    below: { singular: 'l7policy', param: 'policy', member: 'l7policy_id' },
    quota: 'l7rule',
    attributes: L7_RULE,
    within: (item) => {
      const listener = listeners.get(policies.get(item.l7policy_id)?.listener_id);
      return [
        ['l7policy', item.l7policy_id],
        ['loadbalancer', listener?.loadbalancer_id ?? ''],
      ];
    },
    along: (item) => [['listener', policies.get(item.l7policy_id)?.listener_id ?? '']],
    create(_call, item) {
      check(item);
      if (rules.count('l7policy_id', item.l7policy_id) >= MOST)
        throw fault('TooManyL7RulesOnL7Policy', { id: item.l7policy_id });
    },
    update: (_call, item, changes) => check({ ...item, ...changes } as L7Rule),
    show: () => ({ l7policy_id: undefined }),
  };
}

/** @throws 400 */
function check({ type, compare_type: compare, key, value }: L7Rule): void {
  const refuse = (reason: string) => fault('L7RuleValidation', { error: `Invalid L7 Rule: ${reason}` });
  const known = RULE_TYPES[type];
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
