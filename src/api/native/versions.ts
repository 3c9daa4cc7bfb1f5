/** Version discovery: which versions there are, where, and what a path's version asks for. */
const VERSION = { id: 'v1.0', status: 'CURRENT' };

export function versionList(base: string): unknown {
  return { versions: [{ ...VERSION, links: [{ rel: 'self', href: `${base}/v1/` }] }] };
}

/** Of the one version, at its own address. */
export function versionDocument(base: string): unknown {
  return { version: { ...VERSION, links: [{ rel: 'self', href: `${base}/v1/` }] } };
}

/** What the path's first part is: the API itself, another version (answered with the list), or nothing known. */
export function versionOf(path: string): 'ours' | 'other' | 'list' | 'none' {
  const first = path.split('/', 2)[1] ?? '';
  if (first === '' || first === 'versions') return 'list';
  const [, major, minor] = /^v(\d+)\.?(\d+)?/.exec(first) ?? [];
  if (major === undefined) return 'none';
  return Number(major) === 1 && Number(minor ?? 0) === 0 ? 'ours' : 'other';
}
