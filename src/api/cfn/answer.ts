/**
 * Answers in the two forms of Amazon's query protocol: XML, or JSON where the request's `ContentType` parameter says so.
 *
 *     {ListStacksResponse: {ListStacksResult: {StackSummaries: [{StackName: 'web'}]}}}
 *     <ListStacksResponse><ListStacksResult><StackSummaries><member><StackName>web</StackName></member>…
 *
 * In XML an element of a list is a `member`, what is null is left out, and templates and metadata are JSON as text.
 */
import { Float, isMap, stringify, type Value } from '../../template/value.ts';

/** Members that are JSON also where all around them is XML. */
const JSON_INSIDE: ReadonlySet<string> = new Set(['TemplateBody', 'Metadata']);

export function toXml(root: string, content: Value): string {
  return element(root, content);
}

function element(name: string, value: Value): string {
  if (value === null) return '';
  const tag = elementName(name);
  const inside = JSON_INSIDE.has(name) ? escapeText(jsonText(value)) : content(value);
  return inside === '' ? `<${tag}/>` : `<${tag}>${inside}</${tag}>`;
}

function content(value: Value): string {
  if (Array.isArray(value)) return value.map((one) => element('member', one ?? '')).join('');
  if (isMap(value)) {
    return Object.entries(value)
      .map(([name, one]) => element(name, one))
      .join('');
  }
  return escapeText(value instanceof Float ? value.toString() : String(value));
}

function jsonText(value: Value): string {
  const isEmpty = value === '' || (isMap(value) && Object.keys(value).length === 0);
  return isEmpty ? '' : stringify(value);
}

/** What no element may be called is brought near enough: keys of outputs can be anything. */
function elementName(name: string): string {
  const safe = name.replaceAll(':', '.').replace(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(safe) ? safe : `_${safe}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Characters that XML cannot hold at all are replaced. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

/** The text of an answer with its media type. */
export function serialize(root: string, value: Value, asJson: boolean): { type: string; body: string } {
  if (asJson) return { type: 'application/json', body: stringify({ [root]: value }) };
  return { type: 'application/xml', body: toXml(root, value) };
}
