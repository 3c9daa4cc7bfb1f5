/** Listings of containers and objects. */
import { integer } from '../http/fields.ts';
import type { Reply } from '../http/router.ts';
import type { Call } from './call.ts';

export interface Row {
  name: string;
  json: Record<string, unknown>;
}

/** Marker, end_marker, prefix, delimiter, limit, reverse; as text or JSON. */
export function listing(call: Call, rows: Row[], headers: Record<string, string>): Reply {
  const { query } = call;
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const end = query.get('end_marker') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const reverse = query.has('reverse') && query.get('reverse') !== 'false';
  let found = rows.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (delimiter) {
    const seen = new Map<string, Row>();
    for (const row of found) {
      const at = row.name.indexOf(delimiter, prefix.length);
      const name = at < 0 ? row.name : row.name.slice(0, at + delimiter.length);
      if (!seen.has(name)) seen.set(name, at < 0 ? row : { name, json: { subdir: name } });
    }
    found = [...seen.values()];
  }
  if (reverse) found.reverse();
  found = found.filter(
    ({ name }) =>
      (!marker || (reverse ? name < marker : name > marker)) && (!end || (reverse ? name > end : name < end)),
  );
  found = found.slice(0, integer(query.get('limit'), 10_000));
  const wantsJson = query.get('format') === 'json' || (call.header('accept') ?? '').includes('application/json');
  if (wantsJson)
    return {
      status: 200,
      body: found.map((row) => row.json),
      headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' },
    };
  if (found.length === 0) return { status: 204, headers };
  return {
    status: 200,
    body: `${found.map((row) => row.name).join('\n')}\n`,
    headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
  };
}
