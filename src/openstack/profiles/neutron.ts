import { profile } from './profile.ts';

export const NEUTRON = profile({
  madeBy: 'neutron',
  types: ['network'],
  version: 'v2.0',
  byIds: true,
  projectFilter: 'project_id',
  mark: 'description',
  goneAtOnce: true,
  repairs: true,
  extensions: '/extensions',
  missing: (entity, value) => `Unable to find ${entity} with name or id '${value}'`,
  faultOf,
});

/** The class in `{NeutronError: {type, message}}`. */
function faultOf(answer: string): string | undefined {
  const text = answer.trimStart();
  if (!text.startsWith('{"NeutronError"')) return undefined;
  try {
    const { NeutronError: fault } = JSON.parse(text) as { NeutronError: { type?: unknown } | string | null };
    const type = typeof fault === 'object' ? fault?.type : undefined;
    return typeof type === 'string' && /^[A-Za-z]{1,80}$/.test(type) ? type : undefined;
  } catch {
    return undefined;
  }
}
