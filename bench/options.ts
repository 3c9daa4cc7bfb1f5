/** The command line of the benchmark. */
import { parseArgs } from 'node:util';
import type { DatabaseKind } from './hearth.ts';

export interface Options {
  quick: boolean;
  databases: DatabaseKind[];
  against: boolean;
  referencePids: number[];
  sameCloud: boolean;
  only: string[];
  profile: string | undefined;
  json: string | undefined;
  plot: string | undefined;
  from: string | undefined;
}

const DATABASES: Record<string, DatabaseKind[]> = {
  both: ['sqlite', 'postgres'],
  sqlite: ['sqlite'],
  postgres: ['postgres'],
};

export function readOptions(args?: string[]): Options {
  const { values } = parseArgs({
    ...(args === undefined ? {} : { args }),
    options: {
      quick: { type: 'boolean', default: false },
      database: { type: 'string', default: 'both' },
      against: { type: 'string' },
      'reference-pids': { type: 'string', default: '' },
      'same-cloud': { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      profile: { type: 'string' },
      json: { type: 'string' },
      plot: { type: 'string' },
      from: { type: 'string' },
    },
  });
  const databases = DATABASES[values.database];
  if (databases === undefined) throw new Error('--database is sqlite, postgres or both.');
  if (values.against !== undefined && values.against !== 'reference')
    throw new Error('--against takes only "reference".');
  const list = (text: string) => text.split(',').filter((part) => part !== '');
  const referencePids = list(values['reference-pids']).map(Number);
  if (referencePids.some((pid) => !Number.isInteger(pid))) throw new Error('--reference-pids are numbers.');
  return {
    quick: values.quick,
    databases,
    against: values.against !== undefined,
    referencePids,
    sameCloud: values['same-cloud'],
    only: list(values.only),
    profile: values.profile,
    json: values.json,
    plot: values.plot,
    from: values.from,
  };
}
