/**
 * Definitions, read and kept: parsing and linking a template is done once however many runs and requests look at it. The cache is bounded by
 * the resources that it holds.
 */

import { HeatError } from '../../errors.ts';
import type { Secrets } from '../../plan/index.ts';
import { isLong, readTemplateLater } from '../../reading/reading.ts';
import type { ResourceType } from '../../resources/type.ts';
import { Pace } from '../../store/pace.ts';
import type { DefinitionRow, StackRow } from '../../store/rows.ts';
import type { ResourceRegistry } from '../../template/environment/index.ts';
import { type Facade, MAX_TEMPLATE_SIZE, type Template, templateOf } from '../../template/index.ts';
import { namesItsVersion } from '../../template/source/names-its-version.ts';
import { isMap, type Value, type ValueMap } from '../../template/value.ts';
import type { EngineWiring } from '../wiring.ts';
import {
  buildingModel,
  type DraftOptions,
  draft,
  type Identity,
  parameterSchemas,
  readTree,
  type Sources,
} from './build.ts';
import type { Draft, StackModel } from './model.ts';
import { isSetAside } from './suspect.ts';

/** Resources of all definitions in the cache together. */
const BUDGET = 20_000;
/** Characters of all texts whose trees are remembered. */
const TEXTS = 2_000_000;

/** What of the wiring definitions are read with. */
type Given = Pick<EngineWiring, 'store' | 'catalogue' | 'registry' | 'templateFile' | 'templateType'>;

export class Models implements Sources {
  private readonly given: Given;
  private readonly cache = new Map<string, StackModel>();
  private held = 0;
  /** Trees of templates by their texts. */
  private readonly trees = new Map<string, ValueMap | HeatError>();
  private remembered = 0;
  private readonly forms = new WeakMap<ValueMap, ValueMap>();

  constructor(given: Given) {
    this.given = given;
  }

  get registry(): ResourceRegistry {
    return this.given.registry;
  }

  /** @throws EntityNotFound; StackValidationFailed for a file that did not come with the template */
  typeByName(name: string, files: Record<string, string>): ResourceType {
    const known = this.given.catalogue.get(name);
    if (known !== undefined) return known;
    if (/\.(yaml|template)$/.test(name)) {
      const text = files[name] ?? this.given.templateFile?.(name) ?? null;
      if (text === null) {
        const message = `Could not fetch remote template "${name}": it is not among the files.`;
        throw new HeatError('StackValidationFailed', message);
      }
      return this.given.templateType({ name, url: name, text, files, tree: this.trees.get(text) });
    }
    throw new HeatError('EntityNotFound', `The Resource Type (${name}) could not be found.`);
  }

  /** What a stack is to be. Refused for one that was set aside: whoever only wants to show it must not end as the engines did. */
  async of(stack: StackRow): Promise<StackModel> {
    if (isSetAside(stack)) {
      throw new HeatError(
        'StackValidationFailed',
        `The definition of stack ${stack.name} is not read: it was set aside.`,
      );
    }
    return this.get(stack.definitionId, stack);
  }

  async get(definitionId: string, stack: StackRow): Promise<StackModel> {
    const known = this.cache.get(definitionId);
    if (known !== undefined) {
      // Used again: to the end of the line.
      this.cache.delete(definitionId);
      this.cache.set(definitionId, known);
      return known;
    }
    const definition = await this.given.store.definition(definitionId);
    if (definition === null) throw new HeatError('NotFound', `The definition of stack ${stack.name} is gone.`);
    return this.read(definition, stack);
  }

  async read(definition: DefinitionRow, stack: StackRow): Promise<StackModel> {
    const facade = await this.facadeOf(definition, stack);
    await this.readFiles(definition.files);
    const from = draft(this, definition, stack, { facade });
    return this.keep(await new Pace().run(buildingModel(from)));
  }

  /** Others will ask for this one soon. */
  keep(model: StackModel): StackModel {
    if (this.cache.has(model.definitionId)) return model;
    this.cache.set(model.definitionId, model);
    this.held += weight(model);
    for (const [id, oldest] of this.cache) {
      if (this.held <= BUDGET || id === model.definitionId) break;
      this.cache.delete(id);
      this.held -= weight(oldest);
    }
    return model;
  }

  /** Not kept: for requests that may come to nothing. */
  draft(definition: DefinitionRow, stack: Identity, options: DraftOptions = {}): Draft {
    return draft(this, definition, stack, options);
  }

  /** The resource that a nested stack stands for, where its template asks for it. */
  private async facadeOf(definition: DefinitionRow, stack: StackRow): Promise<Facade | null> {
    if (stack.parentResourceId === null || !/resource_facade|ResourceFacade/.test(JSON.stringify(definition.template)))
      return null;
    const row = await this.given.store.resource(stack.parentResourceId);
    if (row === null) return null;
    return {
      metadata: () => row.metadata,
      deletionPolicy: () => row.deletionPolicy,
      updatePolicy: () => row.updatePolicy,
    };
  }

  /** Of a text, the same tree each time as long as it is remembered: many resources are made of one file. */
  tree(template: string | ValueMap): ValueMap {
    if (typeof template !== 'string') return this.formed(template);
    const known = this.trees.get(template);
    if (known instanceof HeatError) throw known;
    if (known !== undefined) return known;
    const tree = readTree(template);
    this.remember(template, tree);
    return tree;
  }

  /** A document in the form that it has as JSON, which takes as long to see as to bring it there. */
  private formed(document: ValueMap): ValueMap {
    let tree = this.forms.get(document);
    if (tree === undefined) {
      tree = readTree(document);
      this.forms.set(document, tree);
      this.forms.set(tree, tree);
    }
    return tree;
  }

  /** The same, nobody being kept waiting by a long text. */
  async treeLater(template: string | ValueMap): Promise<ValueMap> {
    if (typeof template === 'string') await this.readAhead(template);
    return this.tree(template);
  }

  /** Reads the long ones among files that may be templates beforehand, for {@link tree} keeps others waiting while it reads. */
  async readFiles(files: Readonly<Record<string, string>>): Promise<void> {
    for (const text of Object.values(files)) if (isLong(text) && namesItsVersion(text)) await this.readAhead(text);
  }

  private async readAhead(text: string): Promise<void> {
    if (!isLong(text) || this.trees.has(text)) return;
    try {
      this.remember(text, templateOf(await readTemplateLater(text, MAX_TEMPLATE_SIZE), null).raw);
    } catch (error) {
      if (!(error instanceof HeatError)) throw error;
      // Whoever uses it as a template will hear of it.
      this.remember(text, error);
    }
  }

  private remember(template: string, tree: ValueMap | HeatError): void {
    this.remembered += template.length;
    if (this.remembered > TEXTS) {
      this.trees.clear();
      this.remembered = template.length;
    }
    this.trees.set(template, tree);
    // As it comes from a text it has that form.
    if (!(tree instanceof HeatError)) this.forms.set(tree, tree);
  }

  /**
   * Takes the values of hidden parameters, and of those that the environment names, out of the environment: they are kept apart and
   * encrypted. `parsed`: the template, where it has been read already. `secrets`: of the stack above; a parameter that holds one is as a hidden one.
   */
  split(
    definition: Omit<DefinitionRow, 'secretParameters'>,
    { parsed, secrets }: { parsed?: Template | undefined; secrets?: Secrets } = {},
  ): DefinitionRow {
    const { environment } = definition;
    const parameters = environment['parameters'];
    const secret: ValueMap = {};
    const open: ValueMap = {};
    const named = environment['encrypted_param_names'];
    const names = new Set<Value>(Array.isArray(named) ? named : []);
    for (const [name, schema] of parsed?.parameterSchemas ?? parameterSchemas(definition.template))
      if (schema.hidden) names.add(name);
    if (isMap(parameters) && secrets?.none === false)
      for (const [name, value] of Object.entries(parameters)) if (secrets.isWithin(value)) names.add(name);
    if (!isMap(parameters) || names.size === 0) return { ...definition, secretParameters: {} };
    for (const [name, value] of Object.entries(parameters)) (names.has(name) ? secret : open)[name] = value;
    return { ...definition, environment: { ...environment, parameters: open }, secretParameters: secret };
  }
}

function weight(model: StackModel): number {
  return model.order.length + 20;
}
