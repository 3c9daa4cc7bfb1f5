/** Quality-of-service policies and their rules. */
import type { Call } from '../http/call.ts';
import { isRecord } from '../http/fields.ts';
import type { Route } from '../http/router.ts';
import { uuid } from '../state/identifiers.ts';
import { isoSeconds } from '../state/timestamps.ts';
import { type Attribute, attributesForCreate, attributesForUpdate, kinds, name } from './attributes.ts';
import { missing, refuse } from './errors.ts';
import type { QosPolicy, QosRule } from './model.ts';
import { findItem, type ResourceKind } from './resource.ts';

/** Kinds of rules and their attributes. */
const RULES: Record<string, Record<string, Attribute>> = {
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

export const qosPolicies: ResourceKind<QosPolicy> = {
  singular: 'policy',
  plural: 'policies',
  label: 'QosPolicy',
  path: '/v2.0/qos/policies',
  collection: (model) => model.qosPolicies,
  attributes: {
    name: { ...name, required: true },
    shared: { put: true, default: false, admin: true, check: kinds.flag },
    is_default: { put: true, default: false, check: kinds.flag },
  },
  visible: (_call, item) => item.shared,
  candidates: (call) => [...call.cloud.neutron.model.qosPolicies.all()],
  remove(call, item) {
    const model = call.cloud.neutron.model;
    for (const [kind, users] of [
      ['network', model.networks],
      ['port', model.ports],
    ] as const) {
      const user = users.by('qos', item.id)[0];
      if (user) throw refuse('QosPolicyInUse', { id: item.id, kind, user: user.id });
    }
    for (const rule of model.qosRules.by('policy', item.id)) model.qosRules.remove(rule.id);
  },
  show: (call, item) => ({
    rules: call.cloud.neutron.model.qosRules
      .by('policy', item.id)
      .map((rule) => ({ ...showRule(rule), qos_policy_id: item.id, type: rule.type })),
  }),
};

function showRule(rule: QosRule): Record<string, unknown> {
  return Object.fromEntries([['id', rule.id], ...Object.keys(RULES[rule.type] ?? {}).map((key) => [key, rule[key]])]);
}

function ruleRoutes(type: string, attributes: Record<string, Attribute>): Route[] {
  const singular = `${type}_rule`;
  const base = `/v2.0/qos/policies/{policy}/${singular}s`;
  const policy = (call: Call): QosPolicy => findItem(qosPolicies, call, call.param('policy'));
  const find = (call: Call): QosRule => {
    const rule = call.cloud.neutron.model.qosRules.get(call.param('id'));
    if (rule?.policy_id !== policy(call).id || rule.type !== type) throw missing('QosRule', call.param('id'));
    return rule;
  };
  const part = (call: Call): Record<string, unknown> => {
    const value = call.json()[singular];
    if (!isRecord(value)) throw refuse('HTTPBadRequest', { reason: `Unable to find '${singular}' in request body` });
    return value;
  };
  const rules = (call: Call) => call.cloud.neutron.model.qosRules;
  return [
    [
      'GET',
      base,
      (call) => ({
        status: 200,
        body: {
          [`${singular}s`]: rules(call)
            .by('policy', policy(call).id)
            .filter((rule) => rule.type === type)
            .map(showRule),
        },
      }),
    ],
    [
      'POST',
      base,
      (call) => {
        const owner = policy(call);
        const { description: _, ...values } = attributesForCreate(singular, attributes, part(call), call.isAdmin);
        const now = isoSeconds(call.now());
        const rule = {
          ...values,
          id: uuid(),
          policy_id: owner.id,
          type,
          project_id: owner.project_id,
          name: '',
          description: '',
          tags: [],
          created_at: now,
          updated_at: now,
          revision_number: 0,
        };
        return { status: 201, body: { [singular]: showRule(rules(call).insert(rule)) } };
      },
    ],
    ['GET', `${base}/{id}`, (call) => ({ status: 200, body: { [singular]: showRule(find(call)) } })],
    [
      'PUT',
      `${base}/{id}`,
      (call) => {
        const rule = find(call);
        Object.assign(rule, attributesForUpdate(singular, attributes, part(call), call.isAdmin));
        return { status: 200, body: { [singular]: showRule(rules(call).save(rule)) } };
      },
    ],
    [
      'DELETE',
      `${base}/{id}`,
      (call) => {
        rules(call).remove(find(call).id);
        return { status: 204 };
      },
    ],
  ];
}

export const qosRuleRoutes: readonly Route[] = [
  ...Object.entries(RULES).flatMap(([type, attributes]) => ruleRoutes(type, attributes)),
  [
    'GET',
    '/v2.0/qos/rule-types',
    () => ({ status: 200, body: { rule_types: Object.keys(RULES).map((type) => ({ type })) } }),
  ],
];
