/** Policies of layer 7 (octavia/api/v2/types/l7policy.py, controllers/l7policy.py, common/validate.py). */
import type { Fields } from '../http/fields.ts';
import type { Kind } from '../rest/kind.ts';
import {
  adminStateUp,
  choice,
  description,
  name,
  number,
  objects,
  once,
  required,
  tags,
  url,
  uuid,
} from './attributes.ts';
import { STATE } from './dialect.ts';
import { fault } from './faults.ts';
import { ids, type L7Policy, type OctaviaModel } from './model.ts';
import { mustGoTogether } from './protocols.ts';

const ACTIONS = ['REJECT', 'REDIRECT_TO_URL', 'REDIRECT_TO_POOL', 'REDIRECT_PREFIX'];
const LAST = 2_147_483_647;

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
    singular: 'l7policy',
    plural: 'l7policies',
    label: 'L7 Policy',
    path: '/lbaas/l7policies',
    collection: model.policies,
    quota: 'l7policy',
    state: STATE,
    attributes: {
      name: name(),
      description: description(),
      admin_state_up: adminStateUp(),
      action: required(choice(ACTIONS)),
      redirect_pool_id: uuid(),
      redirect_url: url(),
      redirect_prefix: url(),
      redirect_http_code: choice([301, 302, 303, 307, 308]),
      position: number(1, LAST, LAST),
      listener_id: once(required(uuid())),
      // Read by the creation of whole balancers alone, as in Octavia.
      rules: objects(),
      tags: tags(),
    },
    refers: { listener_id: { kind: 'listener' }, redirect_pool_id: { kind: 'pool' } },
    within: (item) => [['loadbalancer', listeners.get(item.listener_id)?.loadbalancer_id ?? '']],
    along: (item) => [['listener', item.listener_id]],
    owner: (_call, body) => ({ project_id: listeners.get(String(body.listener_id))?.project_id ?? '' }),
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
    settled(item) {
      item.operating_status = item.admin_state_up ? 'ONLINE' : 'OFFLINE';
    },
    gone(item) {
      for (const rule of rules.by('l7policy_id', item.id)) rules.remove(rule.id);
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
  const values: Fields = { ...given };
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
  if (pool)
    return {
      ...values,
      action: 'REDIRECT_TO_POOL',
      redirect_url: null,
      redirect_prefix: null,
      redirect_http_code: null,
    };
  const redirect_http_code = values.redirect_http_code ?? 302;
  if (prefix)
    return { ...values, action: 'REDIRECT_PREFIX', redirect_pool_id: null, redirect_url: null, redirect_http_code };
  if (to)
    return { ...values, action: 'REDIRECT_TO_URL', redirect_pool_id: null, redirect_prefix: null, redirect_http_code };
  return values;
}
