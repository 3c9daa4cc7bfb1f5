export { actStepId, planAction, planningAction, type StackVerb } from './action.ts';
export { type Desired, type Knowledge, planningStack, planStack } from './build.ts';
export { deleteStepId, doStepId } from './cleanup.ts';
export { conceal } from './conceal.ts';
export { type Current, decide, type Wanted } from './decide.ts';
export { describeChange, describeReason } from './describe.ts';
export { compareFrozen, type FrozenDefinition, freeze, type Known, thaw } from './frozen.ts';
export type { Decision, Effect, Fate, Plan, PropertyChange, Reason, Step, StepKind } from './plan.ts';
export { candidateRows, currentRows, type ExistingResource } from './rows.ts';
