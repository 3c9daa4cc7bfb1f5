/**
 * A plugin that shows all four parts: a function, two constraints, a parameter type, and a resource type.
 *
 *     # hearth.yaml
 *     plugins: [examples/plugin/naming.mjs]
 */
export default ({ ownType, terms: { length, list, of, preset, required, text, update }, HeatError }) => ({
  name: 'naming',

  functions: {
    /** {slug: [Web, "Front end"]} → web-front-end */
    slug: {
      description: 'Texts as one that can be part of a host name.',
      resolve(args) {
        const parts = Array.isArray(args) ? args : [args];
        if (!parts.every((part) => typeof part === 'string' && part !== '')) {
          throw new Error('takes a text, or a list of texts');
        }
        return slugOf(parts.join(' '));
      },
      inConditions: true,
    },
  },

  constraints: {
    'naming.slug': (value) =>
      slugOf(String(value)) === value || `"${value}" is no slug; "${slugOf(String(value))}" is one`,
  },

  cloudConstraints: {
    /** The name is not taken by a network of the project. */
    async 'naming.free_network'(name, { cloud }) {
      const { body } = await cloud.request('network', { path: '/networks', query: { name } });
      return body.networks.length === 0 ? null : `there is a network ${name} already`;
    },
  },

  parameterTypes: {
    /** A string that is a slug of 3 to 20 characters. */
    slug: {
      base: 'string',
      constraints: [
        { kind: 'length', min: 3, max: 20 },
        { kind: 'custom_constraint', name: 'naming.slug' },
      ],
    },
  },

  resourceTypes: [
    ownType({
      name: 'Example::Naming::Label',
      description: 'A label made of parts; nothing comes to be outside.',
      properties: {
        parts: list('What the label is made of.', of('string'), required, length(1), update),
        separator: text('Between the parts.', preset('-'), update),
      },
      attributes: { label: text('The label as one text.') },
      async create(op) {
        return labelOf(op.properties);
      },
      async attribute(op, name) {
        if (name === 'label') return labelOf(op.properties);
        throw new HeatError('InvalidTemplateAttribute', `There is no attribute ${name}.`);
      },
    }),
  ],
});

function slugOf(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function labelOf({ parts, separator }) {
  return parts.join(separator);
}
