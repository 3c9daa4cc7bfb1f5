/**
 * The stacks' own users, as a port. Whoever signals a resource from outside (a script in a server, an alarm) does so as a user made for that
 * one resource, in a domain of the cloud that holds nothing but such users; one project of that domain stands for a tree of
 * stacks. So what lies about in servers opens nothing else.
 *
 * Everything here may be asked twice: what is there is found by its name, what is gone is gone.
 */
export interface StackUsers {
  /** Keystone as servers reach it, with its version. */
  readonly authUrl: string;
  domainId(): Promise<string>;
  /** Finds or makes the project of that name; returns its id. */
  project(name: string): Promise<string>;
  findProject(name: string): Promise<string | null>;
  /** Only if it is of the stacks' domain and bears this name. */
  removeProject(id: string, name: string): Promise<void>;
  /** Finds or makes the user, with this password; returns its id. `owner` is what `ownerOf` will tell. */
  user(about: StackUserRequest): Promise<string>;
  findUser(name: string): Promise<string | null>;
  /** With its credentials; only if it is this owner's. An id may come from a note, and a note from anywhere. */
  removeUser(id: string, owner: StackUserOwner): Promise<void>;
  /** Only if it is this owner's. */
  setEnabled(id: string, enabled: boolean, owner: StackUserOwner): Promise<void>;
  keypair(userId: string, projectId: string): Promise<Keypair>;
  token(login: { userId: string; password: string; projectId: string }): Promise<string>;
}

export interface StackUserRequest {
  name: string;
  projectId: string;
  password: string;
  owner: StackUserOwner;
}

export interface StackUserOwner {
  stackId: string;
  resourceName: string;
}

/** An EC2 credential of a user. */
export interface Keypair {
  id: string;
  access: string;
  secret: string;
}
