/** Key-value pairs of a type or flavor that a scheduler reads: a collection of their own below it. */
import { at } from '../openstack/path.ts';
import { isMap, type Value, type ValueMap } from '../template/value.ts';
import { setKeys, type Whose } from './terms/index.ts';

interface Specs {
  extra_specs: ValueMap;
}

/** `name`: of the collection, e.g. `os-extra_specs`. */
export function extraSpecs(name: string) {
  const pathOf = ({ path, id }: Whose) => at`${path}/${id}/${name}`;
  return setKeys({
    present: (of) => ({ path: pathOf(of) }),
    read: ({ extra_specs: specs }: Specs) => specs,
    wanted: (_of, specs) => asTexts(specs),
    set: (of, specs) => ({ method: 'POST', path: pathOf(of), body: { extra_specs: specs }, repeatable: true }),
    remove: (of, key) => ({ method: 'DELETE', path: at`${pathOf(of)}/${key}` }),
  });
}

function asTexts(specs: Value): ValueMap {
  const given = isMap(specs) ? specs : {};
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
}
