/** The shapes of stacks that are measured. Every leaf is an OS::Heat::TestResource, so that nothing but the orchestrator itself is timed. */

export interface Shape {
  name: string;
  /** Resources in all. */
  size: number;
  /** Templates of the stacks that are made at the same moment. */
  templates: unknown[];
}

const VERSION = '2018-08-31';
const leaf = (value: string) => ({ type: 'OS::Heat::TestResource', properties: { value } });

export function flat(size: number): Shape {
  return { name: `flat ${size}`, size, templates: [flatTemplate(size)] };
}

export function flatTemplate(size: number, changed?: { index: number; value: string }): unknown {
  const resources: Record<string, unknown> = {};
  for (let i = 0; i < size; i += 1) resources[`r${i}`] = leaf(changed?.index === i ? changed.value : `v${i}`);
  return { heat_template_version: VERSION, resources };
}

export function chain(size: number): Shape {
  const resources: Record<string, unknown> = {};
  for (let i = 0; i < size; i += 1) {
    const properties = { value: i === 0 ? 'first' : { get_attr: [`r${i - 1}`, 'output'] } };
    resources[`r${i}`] = { type: 'OS::Heat::TestResource', properties };
  }
  return { name: `chain ${size}`, size, templates: [{ heat_template_version: VERSION, resources }] };
}

export function group(size: number): Shape {
  return { name: `group ${size}`, size, templates: [groupTemplate(size)] };
}

function groupTemplate(size: number): unknown {
  const properties = { count: size, resource_def: leaf('%index%') };
  return { heat_template_version: VERSION, resources: { group: { type: 'OS::Heat::ResourceGroup', properties } } };
}

export function many(stacks: number, size: number): Shape {
  const templates = Array.from({ length: stacks }, () => flatTemplate(size));
  return { name: `many ${stacks}x${size}`, size: stacks * size, templates };
}

/** A group of groups: `outer` nested stacks of `inner` leaves each. */
export function nested(outer: number, inner: number): Shape {
  const properties = {
    count: outer,
    resource_def: { type: 'OS::Heat::ResourceGroup', properties: { count: inner, resource_def: leaf('%index%') } },
  };
  const resources = { outer: { type: 'OS::Heat::ResourceGroup', properties } };
  return {
    name: `nested ${outer}x${inner}`,
    size: outer * inner,
    templates: [{ heat_template_version: VERSION, resources }],
  };
}
