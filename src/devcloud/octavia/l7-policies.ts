/** Policies of layer 7 (octavia/api/v2/types/l7policy.py, controllers/l7policy.py, common/validate.py). */
import type { Fields } from '../http/fields.ts';
import { called, type Kind } from '../rest/kind.ts';
import { PART } from './dialect.ts';
import { fault } from './faults.ts';
import { ids, L7_POLICY, type L7Policy, type OctaviaModel } from './model.ts';
import { mustGoTogether } from './protocols.ts';

export function l7Policies(model: OctaviaModel): Kind<L7Policy> {
  const { listeners, pools, rules } = model;
  const mustFit = (listenerId: string, poolId: string | null): void => {
    const listener = listeners.get(listenerId);
    if (listener?.protocol === 'PROMETHEUS') throw fault('ListenerNoChildren', { protocol: 'PROMETHEUS' });
    if (poolId !== null) mustGoTogether(listener?.protocol ?? '', pools.get(poolId)?.protocol ?? '');
  };
  /** Puts a policy at its place among those of its listener, which are counted from 1. */
  const place = (item: L7Policy, wanted: number): void => {
    const others = model.policies
      .by('listener_id', item.listener_id)
      .filter(({ id }) => id !== item.id)
      .sort((a, b) => a.position - b.position);
    others.splice(Math.min(wanted, others.length + 1) - 1, 0, item);
    others.forEach((policy, at) => {
      if (policy.position === at + 1) return;
      policy.position = at + 1;
      if (model.policies.has(policy.id)) model.policies.save(policy);
    });
  };
  return {
    ...PART,
    ...called('l7policy', 'L7 Policy', '/lbaas/l7policies', 'l7policies'),
    collection: model.policies,
    quota: 'l7policy',
    attributes: L7_POLICY,
    refers: { listener_id: { kind: 'listener', goes: true }, redirect_pool_id: { kind: 'pool' } },
    within: (item) => [['loadbalancer', listeners.get(item.listener_id)?.loadbalancer_id ?? '']],
    along: (item) => [['listener', item.listener_id]],
    owner: (_call, body) => listeners.get(String(body.listener_id)),
    create(_call, item) {
      Object.assign(item, settleAction(item), { rules: undefined });
      mustFit(item.listener_id, item.redirect_pool_id);
    },
    created: (_call, item) => place(item, item.position),
    update(_call, item, changes) {
      Object.assign(changes, settleAction(changes));
      if (changes.action === 'REJECT') Object.assign(changes, { redirect_prefix: null, redirect_http_code: null });
      mustFit(item.listener_id, (changes.redirect_pool_id as string | null | undefined) ?? null);
    },
    updated: (_call, item) => place(item, item.position),
    gone(item) {
      const [first] = model.policies.by('listener_id', item.listener_id);
      if (first) place(first, first.position);
    },
    show: (_call, item) => ({ rules: ids(rules.by('l7policy_id', item.id)) }),
  };
}

/** An action, and the one target that goes with it; the others are taken away. @throws 400 */
function settleAction(given: Fields): Fields {
  const refuse = (reason: string) => fault('InvalidL7PolicyArgs', { reason });
  const { action } = given;
  const values = { ...given };
  const none = { redirect_url: null, redirect_pool_id: null, redirect_prefix: null };
  if (action === 'REJECT') Object.assign(values, { redirect_url: null, redirect_pool_id: null });
  if (action === 'REDIRECT_TO_URL') {
    if (!given.redirect_url) throw refuse('redirect_url must not be None');
    values.redirect_pool_id = null;
  }
  if (action === 'REDIRECT_TO_POOL') {
    if (!given.redirect_pool_id) throw refuse('redirect_pool_id or redirect_pool must not be None');
    values.redirect_url = null;
  }
  if (action === 'REDIRECT_PREFIX' && !given.redirect_prefix) throw refuse('redirect_prefix must not be None');
  const { redirect_pool_id: pool, redirect_url: to, redirect_prefix: prefix } = values;
  if (pool && (to || prefix))
    throw refuse('Cannot specify redirect_pool_id and redirect_url or redirect_prefix at the same time');
  if (pool) return { ...values, action: 'REDIRECT_TO_POOL', ...none, redirect_pool_id: pool, redirect_http_code: null };
  const redirect_http_code = values.redirect_http_code ?? 302;
  if (prefix) return { ...values, action: 'REDIRECT_PREFIX', ...none, redirect_prefix: prefix, redirect_http_code };
  if (to) return { ...values, action: 'REDIRECT_TO_URL', ...none, redirect_url: to, redirect_http_code };
  return values;
}
