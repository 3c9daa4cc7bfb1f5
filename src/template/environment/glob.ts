/** File name patterns on names of resources: `*`, `?`, `[abc]`, `[!a-c]`; case counts. Takes no more than m × n steps. */

/** Whether the whole name matches. */
export function matchesGlob(pattern: string, name: string): boolean {
  const units = split(pattern);
  const text = Array.from(name);
  let at = 0;
  let unit = 0;
  // Where to go on once a star has to swallow one character more.
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = units[unit];
    if (wanted === '*') {
      star = unit++;
      starAt = at;
    } else if (wanted !== undefined && matchesOne(wanted, text[at] ?? '')) {
      unit++;
      at++;
    } else if (star >= 0) {
      unit = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (units[unit] === '*') unit++;
  return unit === units.length;
}

/** Single characters, and sets with their brackets. */
function split(pattern: string): string[] {
  const units: string[] = [];
  const chars = Array.from(pattern);
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char !== '[') {
      units.push(char);
      continue;
    }
    // A bracket right at the beginning of a set is a member of it.
    let end = i + 1;
    if (chars[end] === '!') end++;
    if (chars[end] === ']') end++;
    while (end < chars.length && chars[end] !== ']') end++;
    if (end >= chars.length) units.push('[');
    else {
      units.push(chars.slice(i, end + 1).join(''));
      i = end;
    }
  }
  return units;
}

function matchesOne(unit: string, char: string): boolean {
  if (unit === '?') return true;
  if (unit.length < 2 || !unit.startsWith('[')) return unit === char;
  const negated = unit[1] === '!';
  const members = Array.from(unit.slice(negated ? 2 : 1, -1));
  const code = char.codePointAt(0) ?? 0;
  for (let i = 0; i < members.length; i++) {
    const low = members[i]?.codePointAt(0) ?? 0;
    const isSpan = members[i + 1] === '-' && i + 2 < members.length;
    const high = isSpan ? (members[i + 2]?.codePointAt(0) ?? 0) : low;
    if (isSpan) i += 2;
    if (code >= low && code <= high) return !negated;
  }
  return negated;
}
