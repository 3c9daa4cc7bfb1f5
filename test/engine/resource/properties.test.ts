import { beforeEach, describe, expect, it } from 'vitest';
import { Inquiry } from '../../../src/engine/resource/properties.ts';
import type { Cloud } from '../../../src/openstack/cloud.ts';
import { ownType } from '../../../src/resources/own-type.ts';
import { plainData } from '../../../src/template/properties/index.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

const text = { type: 'string', description: 'A text.' } as const;
const checked = (name: string) => ({ ...text, constraints: [{ kind: 'custom_constraint' as const, name }] });

const type = ownType({
  name: 'Fake::Asking',
  description: 'Some of its properties are asked about.',
  properties: {
    plain: text,
    image: checked('image'),
    zone: { ...checked('zone'), default: 'here' },
    network: text,
    network_id: text,
  },
  translation: [
    { rule: 'Replace', path: ['network'], valuePath: ['network_id'] },
    { rule: 'Resolve', path: ['network'], client: 'neutron', finder: 'find' },
  ],
});

describe('what is asked of a cloud about properties', () => {
  let asked: string[];
  let inquiry: Inquiry;
  beforeEach(() => {
    asked = [];
    const constraint = async (_: Cloud, name: string, value: unknown) => {
      asked.push(`${name} ${String(value)}`);
      return value === 'bad' ? 'it is bad' : null;
    };
    const lookup = async (_: Cloud, { finder }: { finder: string }, value: Value) => {
      asked.push(`${finder} ${String(value)}`);
      return value;
    };
    inquiry = new Inquiry({ constraint, lookup }, {} as Cloud);
  });
  const prepare = (given: ValueMap) => inquiry.prepare(type, plainData(given));

  it('is each question once, defaults among them', async () => {
    await Promise.all([prepare({ plain: 'a' }), prepare({ plain: 'b' }), prepare({})]);
    await prepare({ image: 'cirros' });
    await prepare({ image: 'cirros', plain: 'c' });
    expect(asked.sort()).toEqual(['image cirros', 'zone here']);
  });

  it('is what an old spelling stands for', async () => {
    await prepare({ network_id: 'private' });
    expect(asked).toContain('find private');
  });

  it('is asked again where it failed, once that may have changed', async () => {
    await prepare({ image: 'bad' });
    expect(inquiry.check('image', 'bad')).toBe('it is bad');
    inquiry.forgetFailures();
    await prepare({ image: 'bad' });
    expect(asked.filter((question) => question === 'image bad')).toHaveLength(2);
  });
});
