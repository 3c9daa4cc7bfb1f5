/** The `parameter_groups` section: parameters in an order and under headings that a form can show. */
import { HeatError } from '../../errors.ts';
import { isTruthy, pythonEquals, pythonText } from '../schema/python-values.ts';
import { isMap, type Value } from '../value.ts';

const failed = (message: string) => new HeatError('StackValidationFailed', `Parameter Groups error: ${message}`);

/**
 * Checks that groups are lists of parameters that there are, each in one group only. `names` are those of all
 * parameters, pseudo parameters included.
 */
export function checkParameterGroups(section: Value | undefined, names: (name: string) => boolean): void {
  if (section === undefined || !isTruthy(section)) return;
  if (!Array.isArray(section)) throw failed('parameter_groups must be a list.');
  const grouped: Value[] = [];
  for (const group of section) {
    if (!isMap(group)) throw new HeatError('AttributeError', 'A parameter group must be a map.');
    const label = pythonText(group.label ?? '');
    const parameters = group.parameters ?? null;
    if (parameters === null) throw failed(`The group "${label}" must have parameters.`);
    if (!Array.isArray(parameters)) throw failed(`The parameters of group "${label}" must be a list.`);
    for (const name of parameters) {
      if (grouped.some((other) => pythonEquals(other, name))) {
        throw failed(`The parameter ${pythonText(name)} must be in one group only.`);
      }
      grouped.push(name);
      if (typeof name !== 'string' || !names(name)) {
        throw failed(`The group "${label}" refers to ${pythonText(name)}, which is no parameter.`);
      }
    }
  }
}
