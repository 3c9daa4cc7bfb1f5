import { describe, expect, it } from 'vitest';
import { type Credentials, evaluate, parseCheck } from '../../src/api/policy/check.ts';
import { Enforcer } from '../../src/api/policy/enforcer.ts';

const WHO: Credentials = {
  roles: ['Member', 'reader'],
  project_id: 'p1',
  is_admin: false,
  system_scope: null,
  token: { project: { name: 'demo' }, groups: [{ name: 'a' }, { name: 'b' }] },
};

function allows(check: unknown, target: Record<string, unknown> = { project_id: 'p1', kind: 'reader' }): boolean {
  const rules: Record<string, unknown> = { yes: '@', no: '!', loop: 'rule:loop' };
  return evaluate(parseCheck(check), target, WHO, (name) => (name in rules ? parseCheck(rules[name]) : undefined));
}

describe('checks', () => {
  it.each([
    ['', true],
    ['@', true],
    ['!', false],
    ['role:member', true],
    ['role:%(kind)s', true],
    ['role:%(missing)s', false],
    ['role:admin', false],
    ['not role:admin', true],
    ['not not role:member', true],
    ['role:member and project_id:%(project_id)s', true],
    ['role:admin or role:reader and project_id:p2', false],
    ['(role:admin or role:reader) and project_id:p1', true],
    ['((role:member))', true],
    ['rule:yes', true],
    ['rule:no', false],
    ['rule:unknown', false],
    ['not rule:unknown', true],
    ['rule:loop', false],
    ['is_admin:False', true],
    ['is_admin:True', false],
    ['system_scope:None', true],
    ['token.project.name:demo', true],
    ['token.groups.name:b', true],
    ['token.groups.name:c', false],
    ["'reader':%(kind)s", true],
    ['True:%(kind)s', false],
    ['missing:x', false],
    [[], true],
    [['role:admin'], false],
    [[['role:member', 'role:reader'], 'role:admin'], true],
    [[['role:member', 'role:admin']], false],
  ])('%j → %s', (check, expected) => {
    expect(allows(check)).toBe(expected);
  });

  it.each(['role:a and', 'and role:a', '(role:a', 'role:a)', 'role:a role:b', 'nonsense', 'http://x/y', 7])(
    'refuses to read %j',
    (check) => {
      expect(() => parseCheck(check)).toThrow(/cannot be read|has to be text/);
    },
  );
});

describe('the enforcer', () => {
  const user = (roles: string[], project = 'p1'): Credentials => ({
    roles,
    project_id: project,
    is_admin_project: true,
  });

  it('reads all the rules there are', () => {
    const enforcer = new Enforcer();
    expect(enforcer.allows('stacks:create', { project_id: 'p1' }, user(['member']))).toBe(true);
    expect(enforcer.allows('stacks:create', { project_id: 'p1' }, user(['reader']))).toBe(false);
    expect(enforcer.allows('stacks:create', { project_id: 'p2' }, user(['member']))).toBe(false);
    expect(enforcer.allows('context_is_admin', {}, user(['admin']))).toBe(true);
    expect(enforcer.allows('nobody:knows', {}, user(['admin']))).toBe(false);
  });

  it('counts what was allowed of old where it is told to', () => {
    const enforcer = new Enforcer({}, { newDefaultsOnly: false });
    expect(enforcer.allows('stacks:create', { project_id: 'p1' }, user(['_member_']))).toBe(true);
    expect(enforcer.allows('stacks:create', { project_id: 'p1' }, user(['heat_stack_user']))).toBe(false);
    expect(enforcer.allows('resource:signal', { project_id: 'p1' }, user([]))).toBe(true);
  });

  it('knows who may use which type', () => {
    const enforcer = new Enforcer({ 'resource_types:OS::Nova::*': 'role:member' });
    expect(enforcer.allowsType('OS::Nova::Server', user(['member']))).toBe(true);
    expect(enforcer.allowsType('OS::Nova::Server', user(['reader']))).toBe(false);
    expect(enforcer.allowsType('OS::Nova::Flavor', user(['member']))).toBe(false);
    expect(enforcer.allowsType('OS::Keystone::User', user(['member']))).toBe(false);
    expect(enforcer.allowsType('OS::Keystone::User', user(['admin']))).toBe(true);
    expect(enforcer.allowsType('OS::Heat::None', user([]))).toBe(true);
  });

  it('never takes what nobody has for what is asked for', () => {
    const enforcer = new Enforcer({ mine: 'project_id:%(project_id)s', none: 'None:%(owner)s' });
    const nobody: Credentials = { roles: [], project_id: null };
    expect(enforcer.allows('mine', {}, nobody)).toBe(false);
    expect(enforcer.allows('mine', { project_id: null }, nobody)).toBe(false);
    expect(enforcer.allows('mine', { project_id: 'None' }, nobody)).toBe(false);
    expect(enforcer.allows('mine', { project_id: undefined }, { roles: [] })).toBe(false);
    expect(enforcer.allows('mine', { project_id: 'None' }, user([], 'None'))).toBe(true);
    expect(enforcer.allows('none', { owner: null }, nobody)).toBe(true);
    expect(enforcer.allows('none', {}, nobody)).toBe(false);
  });

  it('names the rule that cannot be read', () => {
    expect(() => new Enforcer({ 'stacks:create': 'role:x and' })).toThrow(/Policy "stacks:create"/);
  });
});
