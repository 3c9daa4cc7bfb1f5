import type { Refusal } from '../refusal.ts';
import { ACCESS } from './access.ts';
import { PARAMETERS } from './parameters.ts';
import { READING } from './reading.ts';
import { STACKS } from './stacks.ts';
import { TEMPLATES } from './templates.ts';

export const REFUSALS: readonly Refusal[] = [...TEMPLATES, ...PARAMETERS, ...STACKS, ...READING, ...ACCESS];
