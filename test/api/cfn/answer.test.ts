import { describe, expect, it } from 'vitest';
import { serialize, toXml } from '../../../src/api/cfn/answer.ts';
import { Float, type Value } from '../../../src/template/value.ts';

describe('XML', () => {
  it.each<[string, Value, string]>([
    ['lists have members', { L: ['a', 'b'] }, '<R><L><member>a</member><member>b</member></L></R>'],
    ['nothing in a list is an empty member', { L: [null] }, '<R><L><member/></L></R>'],
    ['nothing in a map is left out', { A: null, B: 'b' }, '<R><B>b</B></R>'],
    ['what is empty closes itself', { A: '', B: {}, C: [] }, '<R><A/><B/><C/></R>'],
    ['numbers and truth are texts', { A: 3, B: new Float(2), C: true }, '<R><A>3</A><B>2.0</B><C>true</C></R>'],
    ['markup is escaped', { A: '<a href="x">&\r</a>' }, '<R><A>&lt;a href="x"&gt;&amp;&#13;&lt;/a&gt;</A></R>'],
    ['tabs, lines and other planes stay', { A: '\t\nä🙂' }, '<R><A>\t\nä🙂</A></R>'],
    ['what XML cannot hold is replaced', { A: 'a\u0000b\u001bc\ufffed' }, '<R><A>a\ufffdb\ufffdc\ufffdd</A></R>'],
  ])('%s', (_what, content, expected) => {
    expect(toXml('R', content)).toBe(expected);
  });

  it('holds templates and metadata as JSON', () => {
    expect(toXml('TemplateBody', { a: ['<', 1] })).toBe('<TemplateBody>{"a":["&lt;",1]}</TemplateBody>');
    expect(toXml('Metadata', {})).toBe('<Metadata/>');
    expect(toXml('Metadata', '')).toBe('<Metadata/>');
    expect(toXml('Metadata', [])).toBe('<Metadata>[]</Metadata>');
    expect(toXml('Metadata', { a: null })).toBe('<Metadata>{"a":null}</Metadata>');
  });

  it.each([
    ['Größe-2.a_b', 'Größe-2.a_b'],
    ['AWS::Region', 'AWS..Region'],
    ['a b/c', 'a_b_c'],
    ['2nd', '_2nd'],
    ['-x', '_-x'],
    ['', '_'],
  ])('calls the key %j %s', (key, name) => {
    expect(toXml('R', { [key]: 'v' })).toBe(`<R><${name}>v</${name}></R>`);
  });
});

describe('an answer', () => {
  it('is XML, or JSON with everything in it', () => {
    const value = { A: null, B: ['<'] };
    expect(serialize('R', value, false)).toEqual({
      type: 'application/xml',
      body: '<R><B><member>&lt;</member></B></R>',
    });
    expect(serialize('R', value, true)).toEqual({ type: 'application/json', body: '{"R":{"A":null,"B":["<"]}}' });
  });
});
