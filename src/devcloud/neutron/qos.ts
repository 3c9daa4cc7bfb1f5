/** Quality-of-service policies and their rules. */
import type { Fields } from '../http/fields.ts';
import type { Route } from '../http/router.ts';
import type { Attributes } from '../rest/attributes.ts';
import { called, type Kind } from '../rest/kind.ts';
import { kinds } from './attributes.ts';
import { refuse } from './errors.ts';
import { QOS_POLICY, type QosPolicy, type QosRule } from './model.ts';
import type { Networking } from './networking.ts';

/** Kinds of rules and their attributes. */
const RULES: Readonly<Record<string, Attributes>> = {
  bandwidth_limit: {
    max_kbps: { put: true, required: true, check: kinds.integer },
    max_burst_kbps: { put: true, default: 0, check: kinds.integer },
    direction: { put: true, default: 'egress', check: kinds.text },
  },
  dscp_marking: { dscp_mark: { put: true, required: true, check: kinds.integer } },
  minimum_bandwidth: {
    min_kbps: { put: true, required: true, check: kinds.integer },
    direction: { put: true, default: 'egress', check: kinds.text },
  },
  minimum_packet_rate: {
    min_kpps: { put: true, required: true, check: kinds.integer },
    direction: { put: true, default: 'egress', check: kinds.text },
  },
};

export const qosPolicies = (neutron: Networking): Kind<QosPolicy> => ({
  ...called('policy', 'QosPolicy', '/v2.0/qos/policies', 'policies'),
  collection: neutron.model.qosPolicies,
  attributes: QOS_POLICY,
  visible: (_call, item) => item.shared,
  candidates: () => [...neutron.model.qosPolicies.all()],
  remove(_call, item) {
    const model = neutron.model;
    for (const [kind, users] of [
      ['network', model.networks],
      ['port', model.ports],
    ] as const) {
      const user = users.by('qos', item.id)[0];
      if (user) throw refuse('QosPolicyInUse', { id: item.id, kind, user: user.id });
    }
  },
  show: (_call, item) => ({
    rules: neutron.model.qosRules
      .by('policy_id', item.id)
      .map((rule) => ({ ...showRule(rule), qos_policy_id: item.id, type: rule.type })),
  }),
});

const showRule = (rule: QosRule): Fields =>
  Object.fromEntries(['id', ...Object.keys(RULES[rule.type] ?? {})].map((key) => [key, rule[key]]));

/** What rules have and do not show. */
const HIDDEN = Object.fromEntries(
  ['project_id', 'tenant_id', 'policy_id', 'type', 'updated_at', 'revision_number'].map((key) => [key, undefined]),
);

/** Rules lie below their policy, a collection for each type. */
export const qosRules = ({ model }: Networking): Kind<QosRule>[] =>
  Object.entries(RULES).map(([type, attributes]) => ({
    ...called(`${type}_rule`, 'QosRule', `/v2.0/qos/policies/{policy}/${type}_rules`),
    collection: model.qosRules,
    below: { singular: 'policy', param: 'policy', member: 'policy_id' },
    attributes,
    has: (item) => item.type === type,
    born: () => ({ type }),
    // Who sees a policy sees its rules.
    visible: () => true,
    show: () => HIDDEN,
  }));

export const ruleTypes: Route = [
  'GET',
  '/v2.0/qos/rule-types',
  () => ({ status: 200, body: { rule_types: Object.keys(RULES).map((type) => ({ type })) } }),
];
