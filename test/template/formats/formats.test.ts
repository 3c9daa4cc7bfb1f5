import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../src/template/index.ts';

const hot = FORMATS.get('heat_template_version');

describe('versions', () => {
  it('have the functions of their time', () => {
    expect(hot?.get('2013-05-23')?.functionNames).toContain('Ref');
    expect(hot?.get('2014-10-16')?.functionNames).not.toContain('Ref');
    expect(hot?.get('2016-04-08')?.functionNames).not.toContain('yaql');
    expect(hot?.get('2021-04-16')?.functionNames).toHaveLength(21);
    expect(hot?.get('2017-02-24')?.conditionFunctionNames).toEqual(['and', 'equals', 'get_param', 'not', 'or']);
  });

  it('go by the names of releases too', () => {
    expect(hot?.get('rocky')).toBe(hot?.get('2018-08-31'));
    expect(hot?.size).toBe(17);
  });

  it('have conditions since 2016', () => {
    expect(hot?.get('2016-04-08')?.sections.conditions).toBeUndefined();
    expect(hot?.get('2016-10-14')?.resourceKeys).toMatchObject({ condition: 'condition', externalId: 'external_id' });
    expect(FORMATS.get('HeatTemplateFormatVersion')?.get('2012-12-12')?.sections.conditions).toBeUndefined();
  });
});
