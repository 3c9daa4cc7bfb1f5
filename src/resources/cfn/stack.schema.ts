/** Schema of AWS::CloudFormation::Stack. */
import type { Definition } from '../define.ts';

export const schema = {
  name: 'AWS::CloudFormation::Stack',
  className: 'NestedStack',
  description: 'A stack within the stack, from a template at an address.',
  nestedStack: true,
  properties: {
    Parameters: { type: 'map', description: 'Parameters of the stack.', updateAllowed: true },
    TemplateURL: { type: 'string', description: 'Address of the template.', required: true, updateAllowed: true },
    TimeoutInMinutes: { type: 'integer', description: 'Minutes that its create may take.', updateAllowed: true },
  },
} satisfies Definition;
