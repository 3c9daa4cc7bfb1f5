/** What the kernel knows of every object. */
import type { Stored } from '../state/collection.ts';

export interface Item extends Stored {
  /** Nothing for what belongs to no project. */
  project_id?: string;
  [attribute: string]: unknown;
}
