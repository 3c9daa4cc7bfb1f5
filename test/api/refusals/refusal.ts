/** A request that a server of Heat's API has to refuse (or pass over what is odd in it), and how refusals are told apart. */

export interface Refusal {
  what: string;
  method: string;
  /**
   * Below the server; `{project}` and `{other}` stand for the two projects' ids, `{stack}` for `name/id` of a stack that stands in
   * the first, `{theirs}` for one in the second, `{name}`, `{id}`, `{theirName}` and `{theirId}` for their parts, `{fresh}` for a
   * name that is free.
   */
  path: string;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Whose token: of the first project unless said. */
  token?: 'other' | 'unscoped' | 'revoked' | 'nonsense' | 'none';
}

export interface Answer {
  status: number;
  /** `error.type` of a fault; the form of the answer where it is none. */
  type: string;
}

export const of = (method: string, path: string, body?: unknown): Omit<Refusal, 'what'> => ({
  method,
  path: `/v1/{project}${path}`,
  ...(body === undefined ? {} : { body }),
});

export const table = (rows: Record<string, Omit<Refusal, 'what'>>): Refusal[] =>
  Object.entries(rows).map(([what, request]) => ({ what, ...request }));

const VERSION = '2021-04-16';

export const hot = (sections: Record<string, unknown>): Record<string, unknown> => ({
  heat_template_version: VERSION,
  ...sections,
});

export const SOUND = hot({ resources: { value: { type: 'OS::Heat::Value', properties: { value: 'x' } } } });

export const create = (body: Record<string, unknown>): Omit<Refusal, 'what'> =>
  of('POST', '/stacks', { stack_name: '{fresh}', ...body });

/** A create with a template of these sections. */
export const template = (sections: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  create({ template: hot(sections), ...more });

/** A create with these resources. */
export const resources = (all: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  template({ resources: all }, more);

/** A create with one parameter, of this schema and with this value. */
export const parameter = (schema: unknown, value?: unknown) =>
  template(
    {
      parameters: { p: schema },
      resources: { value: { type: 'OS::Heat::Value', properties: { value: { get_param: 'p' } } } },
    },
    value === undefined ? {} : { parameters: { p: value } },
  );
