import { HeatError } from '../../errors.ts';
import { MOST_INTEGER } from '../../store/bounds.ts';
import { isMap, type Value } from '../../template/value.ts';
import { follow, needed, nestedVerbs, noAttribute, noteIdentity, referenceToStack } from '../nested.ts';
import { ownType } from '../own-type.ts';
import { integer, map, required, text, update } from '../terms/index.ts';
import type { NestedDefinition, ResourceOperation } from '../type.ts';
import { fetchTemplate } from './template-fetch.ts';

const verbs = nestedVerbs(definition);

export const cfnStack = ownType({
  name: 'AWS::CloudFormation::Stack',
  className: 'NestedStack',
  description: 'A stack within the stack, from a template at an address.',
  nestedStack: true,
  properties: {
    Parameters: map('Parameters of the stack.', update),
    TemplateURL: text('Address of the template.', required, update),
    TimeoutInMinutes: integer('Minutes that its create may take.', update),
  },
  ...verbs,
  dynamicAttributes: true,
  async create(op) {
    const id = await verbs.create(op);
    if (id !== null) noteIdentity(op, id);
    return id;
  },
  attribute: (op, name) => attributeAt(op, name, []),
  attributeAt,
  referenceId: referenceToStack,
});

/** Outputs are named `Outputs.{name}`. */
async function attributeAt(op: ResourceOperation, name: string, path: Value[]): Promise<Value> {
  const output = /^Outputs\.(.*)$/s.exec(name)?.[1];
  const value = output === undefined ? undefined : await op.nested.output(output);
  if (value === undefined) throw noAttribute(op, name);
  return follow(value, path);
}

async function definition(op: ResourceOperation): Promise<NestedDefinition> {
  const url = String(needed(op.properties.TemplateURL));
  const parameters = needed(op.properties.Parameters);
  const minutes = needed(op.properties.TimeoutInMinutes) ?? null;
  const limit = Number(op.services.option('max_template_size') ?? 524_288);
  const files = await op.files();
  const template = files[url] ?? (await fetchTemplate(url, limit, op.signal));
  if (template === '') throw new HeatError('ValueError', `The template at ${url} is empty.`);
  return {
    template,
    parameters: isMap(parameters) ? parameters : {},
    ...(minutes === null ? {} : { timeoutMins: readMinutes(minutes) }),
  };
}

function readMinutes(given: Value): number {
  const minutes = Number(given);
  if (Number.isInteger(minutes) && minutes >= 0 && minutes <= MOST_INTEGER) return minutes;
  throw new HeatError('ValueError', `TimeoutInMinutes has to be a number from 0 to ${MOST_INTEGER}, not ${given}`);
}
