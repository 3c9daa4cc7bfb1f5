/** The two calls by which an object comes and changes, as REST has them. */
import { HeatError } from '../errors.ts';
import { at } from '../openstack/path.ts';
import { idOf, profileOf } from '../openstack/services.ts';
import { isMap, type ValueMap } from '../template/value.ts';
import { placeOf } from './place.ts';
import type { Rest } from './rest.ts';
import type { ResourceOperation } from './type.ts';

export async function createObject(op: ResourceOperation, rest: Rest, body: ValueMap): Promise<string> {
  const { service, path, singular, microversion } = placeOf(op, rest);
  const envelope = rest.envelope === undefined ? singular : rest.envelope;
  const answer = await op.cloud.request<ValueMap>(service, {
    method: 'POST',
    path,
    body: envelope === null ? body : { [envelope]: body, ...rest.beside?.(op) },
    ...(microversion === undefined ? {} : { microversion }),
    signal: op.signal,
  });
  const made = singular === null ? answer.body : answer.body?.[singular];
  const id = isMap(made) ? idOf(rest.collection, made) : '';
  if (id === '') throw new HeatError('HeatException', `The ${service} service told no id of what it created.`);
  return id;
}

export async function updateObject(op: ResourceOperation, rest: Rest, body: ValueMap): Promise<void> {
  const { service, path, singular, microversion } = placeOf(op, rest);
  const envelope = rest.envelope === undefined ? singular : rest.envelope;
  await op.cloud.request(service, {
    method: rest.updateMethod ?? profileOf(service).updateMethod,
    path: at`${path}/${op.physicalId}`,
    body: envelope === null ? body : { [envelope]: body },
    repeatable: true,
    ...(microversion === undefined ? {} : { microversion }),
    signal: op.signal,
  });
}
