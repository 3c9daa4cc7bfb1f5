/** The user in whose name a resource is signalled from outside: its password, token and keys. It goes with the resource. */
import { randomBytes } from 'node:crypto';
import type { SignalLogin } from '../../resources/type.ts';
import type { ResourceRow } from '../../store/rows.ts';
import type { Surroundings } from '../resource/operation.ts';
import type { Room } from '../room.ts';
import { ResponderNotes } from './responder-notes.ts';
import type { Keypair, StackUserOwner, StackUsers } from './stack-users.ts';
import { userProject } from './user-project.ts';

export type Around = Pick<Surroundings, 'stack' | 'cloud' | 'touch' | 'flush'>;

export class ResourceUser {
  private readonly room: Room;
  private readonly around: Around;
  private readonly row: ResourceRow;
  private readonly notes: ResponderNotes;

  constructor(room: Room, around: Around, row: ResourceRow, notes = new ResponderNotes(around, row)) {
    this.room = room;
    this.around = around;
    this.row = row;
    this.notes = notes;
  }

  private get users(): StackUsers | undefined {
    return this.room.wiring.stackUsers;
  }

  /** Resources have users of their own here; else they are signalled with the caller's credentials. */
  get isOwn(): boolean {
    return this.users !== undefined;
  }

  /** Of the project that it is in. */
  async projectId(): Promise<string> {
    const { users } = this;
    return users === undefined ? this.around.stack.projectId : this.projectOf(users);
  }

  private projectOf(users: StackUsers): Promise<string> {
    return userProject(this.room.store, this.around.stack, users);
  }

  /** The id of the resource's own user, which is made when there is none; null where nobody has such. */
  async id(): Promise<string | null> {
    const { users } = this;
    if (users === undefined) return null;
    const known = this.notes.get('user_id');
    if (known !== null) return known;
    return this.notes.once(async () => {
      const already = this.notes.get('user_id');
      if (already !== null) return already;
      const projectId = await this.projectOf(users);
      const password = newPassword();
      const id = await users.user({ name: this.userName, projectId, password, owner: this.owner });
      await this.notes.keep({ user_id: id, password });
      return id;
    });
  }

  /** The user that an interrupted create may have left. */
  async find(): Promise<string | null> {
    if (this.users === undefined) return null;
    const found = await this.users.findUser(this.userName);
    // Its password is not known any more: asking for the user again sets one.
    return found === null ? null : this.id();
  }

  async token(): Promise<string> {
    const { users } = this;
    const userId = await this.id();
    if (users === undefined || userId === null) return this.around.cloud.token();
    const projectId = await this.projectOf(users);
    return users.token({ userId, projectId, password: this.notes.get('password') ?? '' });
  }

  /** What a tool needs to log in as the resource's user; null where there is none. */
  async login(): Promise<SignalLogin | null> {
    const { users } = this;
    const userId = await this.id();
    if (users === undefined || userId === null) return null;
    return {
      auth_url: users.authUrl,
      username: this.userName,
      user_id: userId,
      password: this.notes.get('password') ?? '',
      project_id: await this.projectOf(users),
      domain_id: await users.domainId(),
      region_name: this.around.cloud.region ?? null,
    };
  }

  async keypair(): Promise<Keypair> {
    const { users } = this;
    const userId = await this.id();
    if (users === undefined || userId === null) throw new Error('a key needs a user');
    return this.notes.once(async () => {
      const [id, access, secret] = [
        this.notes.get('credential_id'),
        this.notes.get('access_key'),
        this.notes.get('secret_key'),
      ];
      if (id !== null && access !== null && secret !== null) return { id, access, secret };
      const made = await users.keypair(userId, await this.projectOf(users));
      await this.notes.keep({ credential_id: made.id, access_key: made.access, secret_key: made.secret });
      return made;
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

  /** While a stack is suspended, its resources cannot be signalled. */
  async setEnabled(enabled: boolean): Promise<void> {
    const userId = this.notes.get('user_id');
    if (userId !== null) await this.users?.setEnabled(userId, enabled, this.owner);
  }

  /** May run twice. */
  async remove(): Promise<void> {
    const userId = this.notes.get('user_id');
    if (userId !== null) await this.users?.removeUser(userId, this.owner);
  }
}

/** Good under the usual rules for passwords. */
function newPassword(): string {
  return `${randomBytes(24).toString('base64url')}aA1!`;
}
