/** A nested stack that lives in the test: its members are made at once, or when the test says so. */
import type { NestedDefinition, NestedMember, NestedStack, NestedState } from '../../../src/resources/type.ts';
import type { Value, ValueMap } from '../../../src/template/value.ts';

export class FakeNested implements NestedStack {
  current: ValueMap | null = null;
  given: ValueMap = {};
  status: NestedState['status'] = 'COMPLETE';
  action = 'CREATE';
  /** Every template that was asked for. */
  readonly history: ValueMap[] = [];
  outputsGiven: ValueMap = {};
  filesGiven: Record<string, string> = {};

  async admit(): Promise<void> {}
  async create(definition: NestedDefinition): Promise<string> {
    this.take(definition, 'CREATE');
    return 'nested-id';
  }
  async update(definition: NestedDefinition): Promise<void> {
    this.take(definition, 'UPDATE');
  }
  private take({ template, parameters }: NestedDefinition, action: string): void {
    this.current = template as ValueMap;
    this.given = parameters;
    this.action = action;
    this.history.push(this.current);
  }
  async delete(): Promise<void> {
    this.current = null;
    this.action = 'DELETE';
  }
  async act(action: 'SUSPEND' | 'RESUME' | 'CHECK'): Promise<void> {
    this.action = action;
  }
  async cancel(): Promise<void> {}
  async state(): Promise<NestedState | null> {
    return this.current === null ? null : { id: 'nested-id', action: this.action, status: this.status, reason: '' };
  }
  async settled(): Promise<boolean> {
    return this.status === 'COMPLETE';
  }
  async files(): Promise<Record<string, string>> {
    return this.filesGiven;
  }
  async output(key: string): Promise<Value | undefined> {
    return this.outputsGiven[key];
  }
  get resources(): Record<string, ValueMap> {
    return (this.current?.resources ?? {}) as Record<string, ValueMap>;
  }
  async members(): Promise<NestedMember[] | null> {
    if (this.current === null) return null;
    return Object.entries(this.resources).map(([name, { type }], index) => ({
      name,
      type: String(type),
      physicalId: `id-${name}`,
      action: 'CREATE',
      status: 'COMPLETE',
      reason: '',
      referenceId: `ref-${name}`,
      createdAt: index,
    }));
  }
  async memberAttribute(member: string, path: Value[]): Promise<Value> {
    return `${member}:${path.join('/')}`;
  }
  async template(): Promise<ValueMap | null> {
    return this.current;
  }
  async parameters(): Promise<ValueMap> {
    return this.given;
  }
}
