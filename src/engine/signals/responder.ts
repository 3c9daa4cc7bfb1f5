/**
 * How a resource can be signalled from outside: by a URL signed with the key of its own user, by that user's token or password, by an object
 * in Swift. What was made for it is kept in the resource's notes, under Heat's names, and goes with the resource.
 *
 *     transport     address                                                       who may
 *     cfn           {cfn}/v1/signal/{arn}?…Signature=…                            who has the URL (POST)
 *     waitcondition {cfn}/v1/waitcondition/{arn}?…Signature=…                     who has the URL (PUT)
 *     heat          {heat}/v1/{user's project}/stacks/{name}/{id}/resources/…     the resource's user
 *     tempurl       {swift}/{stack id}/{physical name}?temp_url_sig=…             who has the URL (PUT)
 */
import { randomBytes } from 'node:crypto';
import { HeatError } from '../../errors.ts';
import type { SignalKind, SignalLogin } from '../../resources/type.ts';
import { asSeen } from '../../store/conditions.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import { type Change, Stale } from '../../store/store.ts';
import type { Value } from '../../template/value.ts';
import type { Surroundings } from '../resource/operation.ts';
import type { Room } from '../room.ts';
import { cfnUrl } from './cfn-url.ts';
import { signedUrl } from './signed-url.ts';
import type { Keypair, StackUserOwner, StackUsers } from './stack-users.ts';
import { makeTempUrl, removeTempUrl, takeTempSignals } from './temp-url.ts';

export type Around = Pick<Surroundings, 'stack' | 'cloud' | 'touch' | 'flush'>;

/** Which of a resource's notes are about this, by what they keep. */
const NOTES = ['user_id', 'password', 'credential_id', 'access_key', 'secret_key', 'swift_signal_url'] as const;
type Note = (typeof NOTES)[number];

/** Notes that give access to what somebody made: never taken over from data that a user hands in. */
export const RESPONDER_NOTES: ReadonlySet<string> = new Set([...NOTES, 'ec2_signed_url', 'token', 'endpoint']);

/** How often it is tried to note something in stacks that others change meanwhile. */
const TRIES = 5;

/** Method of the requests for which the URL of a transport is good. */
const METHODS = { cfn: 'POST', waitcondition: 'PUT' } as const;
const PATHS = { cfn: '/signal', waitcondition: '/waitcondition' } as const;

/** One making at a time for each resource: keys have no name by which a second asker would find the first one's. */
const making = new Map<string, Promise<unknown>>();

export class Responder {
  private readonly room: Room;
  private readonly around: Around;
  private readonly row: ResourceRow;

  constructor(room: Room, around: Around, row: ResourceRow) {
    this.room = room;
    this.around = around;
    this.row = row;
  }

  private get users(): StackUsers | undefined {
    return this.room.wiring.stackUsers;
  }

  /** @throws HeatException where the installation has no domain for stack users */
  async url(kind: SignalKind): Promise<string> {
    if (kind === 'tempurl') return this.tempUrl();
    if (kind === 'zaqar') throw new HeatError('NotSupported', 'Signals through a message queue are not supported.');
    if (kind === 'heat') return this.nativeUrl();
    const base = await this.cfnBase(PATHS[kind]);
    const url = `${base}/${encodeURIComponent(resourceArn(this.around.stack, this.row.name)).replaceAll('%2F', '/')}`;
    return this.users === undefined ? url : signedUrl(url, METHODS[kind], await this.keypair());
  }

  private async nativeUrl(): Promise<string> {
    const { stack, cloud } = this.around;
    const project = this.users === undefined ? stack.projectId : await this.project(this.users);
    const listed = this.room.config.heat_api_url || (await cloud.endpoint('orchestration')) || '';
    const path = [stack.name, stack.id, 'resources', this.row.name, 'signal'].map(encodeURIComponent).join('/');
    return `${listed.replace(/\/(v1(\/.*)?)?$/, '')}/v1/${project}/stacks/${path}`;
  }

  /** Where the CloudFormation API takes signals, without a slash at the end. */
  private async cfnBase(path: string): Promise<string> {
    const { config } = this.room;
    if (config.heat_waitcondition_server_url) {
      return config.heat_waitcondition_server_url.replace(/\/waitcondition\/?$/, path);
    }
    return `${(await cfnUrl(this.room, this.around.cloud)).replace(/\/+$/, '')}${path}`;
  }

  /** The id of the resource's own user, which is made when there is none; null where nobody has such. */
  async user(): Promise<string | null> {
    const { users } = this;
    if (users === undefined) return null;
    const known = this.note('user_id');
    if (known !== null) return known;
    return this.once(async () => {
      const already = this.note('user_id');
      if (already !== null) return already;
      const projectId = await this.project(users);
      const password = newPassword();
      const id = await users.user({ name: this.userName, projectId, password, owner: this.owner });
      await this.keep({ user_id: id, password });
      return id;
    });
  }

  /** The user that an interrupted create may have left. */
  async findUser(): Promise<string | null> {
    if (this.users === undefined) return null;
    const found = await this.users.findUser(this.userName);
    // Its password is not known any more: asking for the user again sets one.
    return found === null ? null : this.user();
  }

  async token(): Promise<string> {
    const { users } = this;
    const userId = await this.user();
    if (users === undefined || userId === null) return this.around.cloud.token();
    const projectId = await this.project(users);
    return users.token({ userId, projectId, password: this.note('password') ?? '' });
  }

  /** What a tool needs to log in as the resource's user; null where there is none. */
  async login(): Promise<SignalLogin | null> {
    const { users } = this;
    const userId = await this.user();
    if (users === undefined || userId === null) return null;
    return {
      auth_url: users.authUrl,
      username: this.userName,
      user_id: userId,
      password: this.note('password') ?? '',
      project_id: await this.project(users),
      domain_id: await users.domainId(),
      region_name: this.around.cloud.region ?? null,
    };
  }

  private async keypair(): Promise<Keypair> {
    const { users } = this;
    const userId = await this.user();
    if (users === undefined || userId === null) throw new Error('a key needs a user');
    return this.once(async () => {
      const [id, access, secret] = [this.note('credential_id'), this.note('access_key'), this.note('secret_key')];
      if (id !== null && access !== null && secret !== null) return { id, access, secret };
      const made = await users.keypair(userId, await this.project(users));
      await this.keep({ credential_id: made.id, access_key: made.access, secret_key: made.secret });
      return made;
    });
  }

  /** The project of the whole tree, noted in the rows of this stack and of the one at the top, with which it goes. */
  private async project(users: StackUsers): Promise<string> {
    const { stack } = this.around;
    if (stack.stackUserProjectId !== null) return stack.stackUserProjectId;
    const id = await users.project(projectName(stack));
    for (let attempt = 0; ; attempt++) {
      try {
        await this.noteProject(id);
        break;
      } catch (error) {
        if (!(error instanceof Stale) || attempt >= TRIES) throw error;
      }
    }
    stack.stackUserProjectId = id;
    return id;
  }

  private async noteProject(id: string): Promise<void> {
    const { store } = this.room;
    const { stack } = this.around;
    const ids = [...new Set([stack.id, stack.rootId])];
    const rows = await Promise.all(ids.map((one) => store.stack(one)));
    const [own, ...above] = rows.filter((row) => row !== null).map((row) => asSeen(row));
    if (own === undefined) throw new Error(`The stack ${stack.id} is gone.`);
    const changes = [own, ...above].map(
      ({ stackId }): Change => ({ patch: 'stack', id: stackId, set: { stackUserProjectId: id } }),
    );
    await store.commit(changes, { seen: [own, ...above] });
  }

  private async tempUrl(): Promise<string> {
    const known = this.note('swift_signal_url');
    if (known !== null) return known;
    return this.once(async () => {
      const url = await makeTempUrl(this.around.cloud, this.around.stack.id, this.row.physicalName);
      await this.keep({ swift_signal_url: url });
      return url;
    });
  }

  /** Keystone's users have names of at most 64 characters; the end is what tells them apart. */
  private get userName(): string {
    return this.row.physicalName.slice(-64);
  }

  /** What the user's description tells. */
  private get owner(): StackUserOwner {
    return { stackId: this.around.stack.id, resourceName: this.row.name };
  }

  private note(name: Note): string | null {
    return this.row.data[name] ?? null;
  }

  /** Durable at once: nobody would find a key again. */
  private async keep(notes: Partial<Record<Note, string>>): Promise<void> {
    this.around.touch(this.row, { data: { ...this.row.data, ...notes } });
    await this.around.flush();
  }

  private async once<T>(make: () => Promise<T>): Promise<T> {
    const { id } = this.row;
    const before = making.get(id) ?? Promise.resolve();
    const mine = before.catch(() => {}).then(make);
    making.set(id, mine);
    try {
      return await mine;
    } finally {
      if (making.get(id) === mine) making.delete(id);
    }
  }

  /** Signals that do not come by themselves but have to be fetched. */
  async take(kind: 'tempurl'): Promise<Value[]> {
    if (kind !== 'tempurl' || this.note('swift_signal_url') === null) return [];
    return takeTempSignals(this.around.cloud, this.around.stack.id, this.row.physicalName);
  }

  /** Takes away all that was made for signals. May run twice. */
  async remove(): Promise<void> {
    const userId = this.note('user_id');
    if (userId !== null) await this.users?.removeUser(userId, this.owner);
    if (this.note('swift_signal_url') !== null) {
      await removeTempUrl(this.around.cloud, this.around.stack.id, this.row.physicalName);
    }
    if (!NOTES.some((name) => this.note(name) !== null)) return;
    const data = { ...this.row.data };
    for (const name of NOTES) delete data[name];
    this.around.touch(this.row, { data });
  }

  /** A suspended stack hears nothing. */
  async setEnabled(enabled: boolean): Promise<void> {
    const userId = this.note('user_id');
    if (userId !== null) await this.users?.setEnabled(userId, enabled, this.owner);
  }
}

/** Keystone's projects have names of at most 64 characters. */
export function projectName(stack: Pick<StackRow, 'projectId' | 'rootId'>): string {
  return `${stack.projectId}-${stack.rootId}`.slice(0, 64);
}

/** Good under the usual rules for passwords. */
function newPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1!`;
}

function resourceArn(stack: StackRow, resource: string): string {
  const [project, name, id] = [stack.projectId, stack.name, stack.id].map(encodeURIComponent);
  return `arn:openstack:heat::${project}:stacks/${name}/${id}/resources/${encodeURIComponent(resource)}`;
}

/** The project for a tree's users goes with the stack at its top. */
export async function removeUserProject(room: Room, stack: StackRow, mayHaveOne: boolean): Promise<void> {
  const users = room.wiring.stackUsers;
  if (users === undefined || stack.parentId !== null) return;
  const noted = stack.stackUserProjectId ?? (await room.store.stack(stack.id))?.stackUserProjectId ?? null;
  // A process may have died after it made the project and before it noted it.
  const id = noted ?? (mayHaveOne ? await users.findProject(projectName(stack)) : null);
  if (id !== null) await users.removeProject(id, projectName(stack));
}
