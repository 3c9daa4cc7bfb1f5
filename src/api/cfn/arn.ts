/**
 * Heat's resource names in Amazon's form: `arn:openstack:heat::{project}:stacks/{name}/{id}{path}`, every part quoted. The path of a
 * resource is `/resources/{name}`.
 */
export interface StackArn {
  projectId: string;
  stackName: string;
  stackId: string;
  /** Unquoted, with its leading slash; empty for the stack itself. */
  path: string;
}

const FORM = /^stacks\/([^/]+)\/([^/]+)(.*)$/s;

/** Null for what is no such name; stacks may then be meant by their plain names. */
export function parseArn(text: string): StackArn | null {
  const [scheme = '', partition, service, , project = '', ...rest] = text.split(':');
  if (scheme.toLowerCase() !== 'arn' || partition !== 'openstack' || service !== 'heat') return null;
  const match = FORM.exec(rest.join(':'));
  if (match === null) return null;
  try {
    const [projectId = '', stackName = '', stackId = '', path = ''] = [project, ...match.slice(1)].map(
      decodeURIComponent,
    );
    return { projectId, stackName, stackId, path };
  } catch {
    return null;
  }
}

/** Name of the resource that the path leads to; null where it leads to none. */
export function resourceOf({ path }: StackArn): string | null {
  return /^\/resources\/([^/]+)$/s.exec(path)?.[1] ?? null;
}

export function stackArn(stack: { projectId: string; name: string; id: string }): string {
  const [project, name, id] = [stack.projectId, stack.name, stack.id].map(encodeURIComponent);
  return `arn:openstack:heat::${project}:stacks/${name}/${id}`;
}
