/** Area `yaql`: expressions over data, as the template function evaluates them. */
import { canonical, evaluateVector } from '../../yaql/outcome.ts';
import type { AreaRunner } from '../area.ts';

const runner: AreaRunner = (vector, at) => canonical(evaluateVector(String(vector.expression), vector.data, at));

export default runner;
