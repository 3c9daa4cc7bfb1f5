/** The definition of a nested stack, made from what the resource that owns it says. */
import { createHash } from 'node:crypto';
import type { Secrets } from '../../plan/index.ts';
import type { NestedDefinition } from '../../resources/type.ts';
import type { DefinitionRow, ResourceRow, StackRow } from '../../store/rows.ts';
import { childEnvironment, Environment } from '../../template/environment/index.ts';
import { stringify, type Value } from '../../template/value.ts';
import type { Models } from '../model/models.ts';
import { weighed } from '../model/weighed.ts';

/** What is known of the stack above. */
export interface ParentStack {
  readonly room: { readonly models: Models };
  readonly environment: Environment;
  readonly files: Record<string, string>;
  /** What must not be read in what is told of this row, and of what is nested in it. */
  secretsOf(row: ResourceRow): Secrets;
  now(): number;
}

/** What the nested stack of a resource is to be. The same asked twice by the same verb gets the same id. */
export async function childDefinition(
  around: ParentStack,
  row: ResourceRow,
  definition: NestedDefinition,
  child: Pick<StackRow, 'id'>,
): Promise<DefinitionRow> {
  const { models } = around.room;
  const environment =
    definition.environment === undefined
      ? childEnvironment(
          around.environment,
          { parameters: definition.parameters },
          { resourceName: row.name, ...withoutItself(around.environment, row) },
        )
      : new Environment({ ...definition.environment, parameters: definition.parameters }, around.environment.base);
  const template = await models.treeLater(definition.template);
  const files = definition.files ?? around.files;
  const sections = environment.toSections();
  const seed = [child.id, row.startedAt, weighed(template).digest, sections, Object.keys(files).sort()] as Value;
  const whole = {
    id: uuidFrom(stringify(seed)),
    stackId: child.id,
    template,
    files,
    environment: sections,
    createdAt: around.now(),
  };
  return models.split(whole, { secrets: around.secretsOf(row) });
}

/** A template that is used as a type does not stand for itself within itself: there the name means what it meant before. */
function withoutItself(environment: Environment, row: ResourceRow): { withoutTemplate?: { type: string } } {
  const type = typeof row.frozen.type === 'string' ? row.frozen.type : row.type;
  try {
    return 'template' in environment.registry.resolve(type, row.name) ? { withoutTemplate: { type } } : {};
  } catch {
    return {};
  }
}

function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
