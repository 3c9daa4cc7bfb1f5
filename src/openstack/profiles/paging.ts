/** Where the answer of a list call says how to get the next page. */

/** The next page's address, as the service tells it; anything but a text means that there is none. */
export type Paging = (answer: Readonly<Record<string, unknown>>, plural: string | null) => unknown;

/** `servers_links: [{rel: 'next', href}]` */
export const pluralLinks: Paging = (answer, plural) => nextOf(answer[`${plural}_links`]);

/** `links: [{rel: 'next', href}]` */
export const linkList: Paging = ({ links }) => nextOf(links);

/** `links: {next}` */
export const linkMap: Paging = ({ links }) => (links as { next?: unknown } | null | undefined)?.next;

/** `next` */
export const nextMember: Paging = ({ next }) => next;

function nextOf(links: unknown): unknown {
  const list = Array.isArray(links) ? (links as ({ rel?: unknown; href?: unknown } | null)[]) : [];
  return list.find((link) => link?.rel === 'next')?.href;
}
