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
import { HeatError } from '../../errors.ts';
import type { SignalKind } from '../../resources/type.ts';
import type { ResourceRow, StackRow } from '../../store/rows.ts';
import type { Value } from '../../template/value.ts';
import type { Room } from '../room.ts';
import { cfnUrl } from './cfn-url.ts';
import { type Around, ResourceUser } from './resource-user.ts';
import { ResponderNotes } from './responder-notes.ts';
import { signedUrl } from './signed-url.ts';
import { makeTempUrl, removeTempUrl, takeTempSignals } from './temp-url.ts';

/** Method of the requests for which the URL of a transport is good. */
const METHODS = { cfn: 'POST', waitcondition: 'PUT' } as const;
const PATHS = { cfn: '/signal', waitcondition: '/waitcondition' } as const;

export class Responder {
  /** In whose name the resource is signalled. */
  readonly user: ResourceUser;
  private readonly room: Room;
  private readonly around: Around;
  private readonly row: ResourceRow;
  private readonly notes: ResponderNotes;

  constructor(room: Room, around: Around, row: ResourceRow) {
    this.room = room;
    this.around = around;
    this.row = row;
    this.notes = new ResponderNotes(around, row);
    this.user = new ResourceUser(room, around, row, this.notes);
  }

  /** @throws HeatException where the installation has no domain for stack users */
  async url(kind: SignalKind): Promise<string> {
    if (kind === 'tempurl') return this.tempUrl();
    if (kind === 'zaqar') throw new HeatError('NotSupported', 'Signals through a message queue are not supported.');
    if (kind === 'heat') return this.nativeUrl();
    const base = await this.cfnBase(PATHS[kind]);
    const url = `${base}/${encodeURIComponent(resourceArn(this.around.stack, this.row.name)).replaceAll('%2F', '/')}`;
    return this.user.isOwn ? signedUrl(url, METHODS[kind], await this.user.keypair()) : url;
  }

  private async nativeUrl(): Promise<string> {
    const { stack, cloud } = this.around;
    const project = await this.user.projectId();
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

  private async tempUrl(): Promise<string> {
    const known = this.notes.get('swift_signal_url');
    if (known !== null) return known;
    return this.notes.once(async () => {
      const url = await makeTempUrl(this.around.cloud, this.around.stack.id, this.row.physicalName);
      await this.notes.keep({ swift_signal_url: url });
      return url;
    });
  }

  /** Signals that do not come by themselves but have to be fetched. */
  async take(kind: 'tempurl'): Promise<Value[]> {
    if (kind !== 'tempurl' || this.notes.get('swift_signal_url') === null) return [];
    return takeTempSignals(this.around.cloud, this.around.stack.id, this.row.physicalName);
  }

  /** Takes away all that was made for signals. May run twice. */
  async remove(): Promise<void> {
    await this.user.remove();
    if (this.notes.get('swift_signal_url') !== null) {
      await removeTempUrl(this.around.cloud, this.around.stack.id, this.row.physicalName);
    }
    this.notes.forget();
  }
}

function resourceArn(stack: StackRow, resource: string): string {
  const [project, name, id] = [stack.projectId, stack.name, stack.id].map(encodeURIComponent);
  return `arn:openstack:heat::${project}:stacks/${name}/${id}/resources/${encodeURIComponent(resource)}`;
}
