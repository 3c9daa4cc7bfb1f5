/** Pseudo parameters: what every template can refer to without declaring it. */
import type { ParameterSchema } from './schema.ts';

export interface StackIdentity {
  stackName: string;
  stackId: string;
  projectId: string;
}

/** The ARN by which CloudFormation templates know a stack. */
export function stackArn({ stackName, stackId, projectId }: StackIdentity): string {
  return `arn:openstack:heat::${projectId}:stacks/${encodeURIComponent(stackName)}/${stackId}`;
}

function fixed(name: string, description: string | null, value: string): ParameterSchema {
  const none = { label: null, tags: null, hidden: false, immutable: false };
  return { name, type: 'string', description, default: value, ...none, value: { type: 'string' } };
}

/** The regions that CloudFormation templates knew when the parameter was invented. */
const REGIONS = ['us-east-1', 'us-west-1', 'us-west-2', 'sa-east-1', 'eu-west-1', 'ap-southeast-1', 'ap-northeast-1'];

const PSEUDO_PARAMETERS = {
  hot: (identity: StackIdentity) => [
    fixed('OS::stack_id', 'Stack ID', identity.stackId),
    fixed('OS::project_id', 'Project ID', identity.projectId),
    ...(identity.stackName === '' ? [] : [fixed('OS::stack_name', 'Stack Name', identity.stackName)]),
  ],
  cfn: (identity: StackIdentity) => {
    const id = fixed('AWS::StackId', 'Stack ID', stackArn(identity));
    if (identity.stackName === '') return [id];
    const region = fixed('AWS::Region', null, 'ap-southeast-1');
    region.value.constraints = [{ kind: 'allowed_values', values: REGIONS }];
    return [id, fixed('AWS::StackName', 'Stack Name', identity.stackName), region];
  },
};

/** Names that no user parameter is known by, whether there is a value for them or not. */
export const PSEUDO_NAMES: Record<'hot' | 'cfn', ReadonlySet<string>> = {
  hot: new Set(['OS::stack_id', 'OS::stack_name', 'OS::region', 'OS::project_id']),
  cfn: new Set(['AWS::StackId', 'AWS::StackName', 'AWS::Region']),
};

export function pseudoParameters(kind: 'hot' | 'cfn', identity: StackIdentity): ParameterSchema[] {
  return PSEUDO_PARAMETERS[kind](identity);
}

/** The parameter that holds the stack's id, and the id as the format writes it. */
export function stackIdParameter(kind: 'hot' | 'cfn', identity: StackIdentity): { name: string; id: string } {
  return kind === 'hot'
    ? { name: 'OS::stack_id', id: identity.stackId }
    : { name: 'AWS::StackId', id: stackArn(identity) };
}
