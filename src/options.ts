/**
 * Every option of Hearth, once: name, kind, default, meaning. A value comes, the later over the earlier, from its default, the
 * configuration file, the environment (`HEARTH_` and the name in capitals, or the other variables named here), and the
 * command line. Options that Heat has too bear Heat's name and default; the documentation is derived from this table
 * (`hearth options --markdown`).
 */
export type Kind = 'string' | 'integer' | 'float' | 'boolean' | 'list';

export interface Option {
  kind: Kind;
  default: string | number | boolean | readonly string[] | null;
  meaning: string;
  group: keyof typeof GROUPS;
  /** Other environment variables that are read when `HEARTH_…` is not set. */
  variables?: readonly string[];
  /** Never printed. */
  secret?: true;
  choices?: readonly string[];
  minimum?: number;
  maximum?: number;
}

export const GROUPS = {
  service: 'The server',
  storage: 'Storage',
  identity: 'Keystone and the clouds',
  limits: 'Limits',
  stacks: 'What stacks may do',
  engine: 'The engine',
  logging: 'Logs and figures',
} as const;

// biome-ignore format: a table
export const OPTIONS = {
  api_host: { group: 'service', kind: 'string', default: '127.0.0.1', meaning: 'Address on which the APIs listen.' },
  api_port: { group: 'service', kind: 'integer', default: 8004, minimum: 0, maximum: 65_535, meaning: 'Port of the orchestration API; 0 takes any.' },
  cfn_api_port: { group: 'service', kind: 'integer', default: 8000, minimum: 0, maximum: 65_535, meaning: 'Port of the CloudFormation API; another one where it is taken, 0 takes any.' },
  tls_cert_file: { group: 'service', kind: 'string', default: null, meaning: 'Certificate chain in PEM; with it and its key the APIs speak TLS.' },
  tls_key_file: { group: 'service', kind: 'string', default: null, meaning: 'Private key of the certificate.' },
  cfn_signature_versions: { group: 'service', kind: 'list', default: ['2', '4'], meaning: 'Versions of Amazon\'s signatures that the CloudFormation API takes. `0` and `1` can be added for clients that know no other; of a request they sign too little.' },
  public_url: { group: 'service', kind: 'string', default: null, meaning: 'Address under which clients and servers reach this API, without `/v1`. Default: what the catalogue says, or where it listens.' },
  enable_proxy_headers_parsing: { group: 'service', kind: 'boolean', default: false, meaning: 'Believe `X-Forwarded-Proto`, `-Host`, `-Port` and `-Prefix`. Only behind a proxy that sets them.' },
  max_json_body_size: { group: 'service', kind: 'integer', default: 1_048_576, minimum: 1, meaning: 'Largest JSON body of a request, in bytes.' },
  request_timeout: { group: 'service', kind: 'float', default: 60, minimum: 1, meaning: 'Seconds in which a request has to arrive, from its first byte to the last of its body.' },
  shutdown_timeout: { group: 'service', kind: 'float', default: 30, minimum: 0, meaning: 'Seconds that requests and steps under way get to end when the process is asked to stop.' },
  heat_revision: { group: 'service', kind: 'string', default: 'unknown', meaning: 'Told by `orchestration build info`.' },

  database_url: { group: 'storage', kind: 'string', default: null, secret: true, variables: ['DATABASE_URL'], meaning: 'PostgreSQL, as `postgres://user:password@host/name`. Without it: SQLite in `data_dir`.' },
  data_dir: { group: 'storage', kind: 'string', default: '.hearth', meaning: 'Folder of the embedded database, and of the dev cloud.' },
  state_dir: { group: 'storage', kind: 'string', default: null, meaning: 'Where `up`, `plan`, `down` and `status` keep their stacks: a folder for each user, project and region below it. Default: `$XDG_STATE_HOME/hearth`, else `~/.local/state/hearth`.' },
  auth_encryption_key: { group: 'storage', kind: 'list', default: null, secret: true, meaning: 'Keys for secrets at rest, at least 16 bytes each; the first encrypts, all decrypt. With SQLite one is made and kept in `data_dir`.' },
  database_read_connections: { group: 'storage', kind: 'integer', default: 8, minimum: 1, meaning: 'Most connections to PostgreSQL for reading, for each process.' },

  cloud: { group: 'identity', kind: 'string', default: null, variables: ['OS_CLOUD'], meaning: 'Cloud of `clouds.yaml` with the service user; without it the `OS_*` variables are read.' },
  www_authenticate_uri: { group: 'identity', kind: 'string', default: null, meaning: 'Address of Keystone as told to clients that come without a token. Default: the service user\'s.' },
  token_cache_time: { group: 'identity', kind: 'integer', default: 300, minimum: 0, meaning: 'Seconds for which a token that Keystone found good is not asked about again; at most 300.' },
  password_auth: { group: 'identity', kind: 'boolean', default: false, meaning: 'Accept `X-Auth-User` and `X-Auth-Key` instead of a token.' },
  policy_file: { group: 'identity', kind: 'string', default: null, meaning: 'YAML or JSON file with `rule: check` entries that replace the default policies.' },
  enforce_new_defaults: { group: 'identity', kind: 'boolean', default: true, meaning: 'Policies without a file ask for the roles reader and member; false also allows what was allowed before those roles came.' },
  cloud_timeout: { group: 'identity', kind: 'float', default: 0, minimum: 0, meaning: 'Seconds for one try of a call to a service; 0: 60, for compute 120, for object storage 300.' },
  cloud_retries: { group: 'identity', kind: 'integer', default: 4, minimum: 0, meaning: 'How often a call that a service did not answer, or refused for the moment, is sent again where that can do no harm.' },
  region_name_for_services: { group: 'identity', kind: 'string', default: null, meaning: 'Region whose services are used. Default: the service user\'s.' },
  endpoint_type: { group: 'identity', kind: 'string', default: 'public', choices: ['public', 'internal', 'admin'], meaning: 'Which of a service\'s endpoints is used.' },
  deferred_auth_method: { group: 'identity', kind: 'string', default: 'trusts', choices: ['trusts', 'password'], meaning: 'How the engine acts for a stack\'s owner after the request.' },
  trusts_delegated_roles: { group: 'identity', kind: 'list', default: [], meaning: 'Roles that the trust hands on; none named: all of the user\'s.' },
  allow_trusts_redelegation: { group: 'identity', kind: 'boolean', default: false, meaning: 'The service user may hand a trust on.' },
  heat_stack_user_role: { group: 'identity', kind: 'string', default: 'heat_stack_user', meaning: 'Role of the users that stacks make for themselves.' },
  stack_user_domain_id: { group: 'identity', kind: 'string', default: null, meaning: 'Domain of the stacks\' own users and projects.' },
  stack_user_domain_name: { group: 'identity', kind: 'string', default: null, meaning: 'The same by name; the id goes first.' },
  stack_domain_admin: { group: 'identity', kind: 'string', default: null, meaning: 'User who manages that domain.' },
  stack_domain_admin_password: { group: 'identity', kind: 'string', default: null, secret: true, meaning: 'Password of that user.' },

  max_stacks_per_tenant: { group: 'limits', kind: 'integer', default: 512, minimum: -1, meaning: 'Stacks of a project; -1: any number.' },
  max_resources_per_stack: { group: 'limits', kind: 'integer', default: 1000, minimum: -1, meaning: 'Resources in a stack with all its nested stacks; -1: any number.' },
  max_nested_stack_depth: { group: 'limits', kind: 'integer', default: 5, minimum: 0, meaning: 'Levels of nested stacks.' },
  max_template_size: { group: 'limits', kind: 'integer', default: 524_288, minimum: 1, meaning: 'Largest template, in bytes.' },
  max_events_per_stack: { group: 'limits', kind: 'integer', default: 1000, minimum: 0, meaning: 'Events kept for a stack; 0: all.' },
  max_snapshots_per_stack: { group: 'limits', kind: 'integer', default: 32, minimum: -1, meaning: 'Snapshots of a stack; -1: any number.' },
  max_signals_per_stack: { group: 'limits', kind: 'integer', default: 2000, minimum: -1, meaning: 'Signals that wait for one stack to be heard, about; more are refused with 429 (Too Many Requests) until some are. -1: any number.' },
  max_server_name_length: { group: 'limits', kind: 'integer', default: 53, minimum: 1, meaning: 'Longest name of a server that Hearth makes up.' },
  outgoing_allow: { group: 'limits', kind: 'list', default: [], meaning: 'Addresses and ranges (`127.0.0.1`, `10.1.0.0/16`) to which users may make this process connect (templates by URL, stacks in other clouds) though they are refused else: loopback, link-local, multicast, reserved and metadata addresses.' },
  outgoing_deny: { group: 'limits', kind: 'list', default: [], meaning: 'Addresses and ranges to which they may not, beside those: the networks of the control plane, for one.' },
  template_fetch_timeout: { group: 'limits', kind: 'float', default: 60, minimum: 0, meaning: 'Seconds for fetching a template by URL.' },

  enable_stack_abandon: { group: 'stacks', kind: 'boolean', default: false, meaning: 'Allow to abandon and export stacks.' },
  enable_stack_adopt: { group: 'stacks', kind: 'boolean', default: false, meaning: 'Allow to create a stack from what another one left.' },
  hidden_stack_tags: { group: 'stacks', kind: 'list', default: [], meaning: 'Stacks with one of these tags are left out of lists.' },
  observe_on_update: { group: 'stacks', kind: 'boolean', default: false, meaning: 'On an update compare with what the cloud says, not with what was last given.' },
  stack_action_timeout: { group: 'stacks', kind: 'integer', default: 3600, minimum: 1, meaning: 'Seconds for an operation on a stack without a timeout of its own.' },
  action_retry_limit: { group: 'stacks', kind: 'integer', default: 5, minimum: 0, meaning: 'How often a resource that failed for a passing cause is tried again.' },
  client_retry_limit: { group: 'stacks', kind: 'integer', default: 2, minimum: 0, meaning: 'How often a create whose answer was lost is called again, where it surely made nothing.' },
  stack_scheduler_hints: { group: 'stacks', kind: 'boolean', default: false, meaning: 'Tell Nova and Cinder of which stack and resource a server or volume is.' },
  default_software_config_transport: { group: 'stacks', kind: 'string', default: 'POLL_SERVER_CFN', choices: ['POLL_SERVER_CFN', 'POLL_SERVER_HEAT', 'POLL_TEMP_URL', 'ZAQAR_MESSAGE'], meaning: 'How servers get their configuration, unless they say.' },
  default_deployment_signal_transport: { group: 'stacks', kind: 'string', default: 'CFN_SIGNAL', choices: ['CFN_SIGNAL', 'TEMP_URL_SIGNAL', 'HEAT_SIGNAL', 'ZAQAR_SIGNAL'], meaning: 'How deployments signal, unless they say.' },
  default_user_data_format: { group: 'stacks', kind: 'string', default: 'HEAT_CFNTOOLS', choices: ['HEAT_CFNTOOLS', 'RAW', 'SOFTWARE_CONFIG'], meaning: 'Format of a server\'s user data, unless it says.' },
  heat_metadata_server_url: { group: 'stacks', kind: 'string', default: null, meaning: 'URL of the CloudFormation API as servers reach it, for metadata.' },
  heat_waitcondition_server_url: { group: 'stacks', kind: 'string', default: null, meaning: 'URL of the CloudFormation API as servers reach it, for signals.' },
  plugins: { group: 'stacks', kind: 'list', default: [], meaning: 'ES modules that add resource types, functions, constraints and parameter types, by path.' },
  environment_dir: { group: 'stacks', kind: 'string', default: '/etc/heat/environment.d', meaning: 'Folder of environments that hold for all stacks.' },
  template_dir: { group: 'stacks', kind: 'string', default: '/etc/heat/templates', meaning: 'Folder of the templates those environments name.' },

  engine_calls: { group: 'engine', kind: 'integer', default: 256, minimum: 1, meaning: 'Calls to clouds under way at once, of one engine.' },
  project_calls: { group: 'engine', kind: 'integer', default: 128, minimum: 1, meaning: 'The same, for one project.' },
  stack_calls: { group: 'engine', kind: 'integer', default: 64, minimum: 1, meaning: 'The same, for one stack.' },
  purge_deleted_after: { group: 'engine', kind: 'integer', default: 0, minimum: 0, meaning: 'Days after which deleted stacks are removed from the database for good; 0: never, which leaves it to `hearth purge-deleted`.' },
  idle_credentials_age: { group: 'engine', kind: 'integer', default: 600, minimum: 1, meaning: 'Seconds after which trusts that no stack came to use are given back; longer than any create request takes.' },
  late_call_grace: { group: 'engine', kind: 'float', default: 5, minimum: 0, meaning: 'Seconds in which a create sent by a process that died may still reach its service: nothing is made again before.' },
  attribute_patience: { group: 'engine', kind: 'float', default: 10, minimum: 0.1, meaning: 'Seconds that a request which shows attributes waits for the clouds; what is not told by then is shown as it was last known.' },
  signal_patience: { group: 'engine', kind: 'float', default: 60, minimum: 1, meaning: 'Seconds that a resource gets to handle a signal before that fails and the next one has its turn.' },
  service_calls: { group: 'engine', kind: 'list', default: ['96'], meaning: 'Most calls under way at once to one service of a cloud, of this process: a number for all services, `compute=40` for single ones. Below that the bound finds itself.' },
  engine_stacks: { group: 'engine', kind: 'integer', default: 64, minimum: 1, meaning: 'Stacks with something to do that one engine holds at once.' },
  host: { group: 'engine', kind: 'string', default: null, meaning: 'Name of this machine in the list of services. Default: its host name.' },

  log_level: { group: 'logging', kind: 'string', default: 'info', choices: ['debug', 'info', 'warn', 'error', 'silent'], meaning: 'Least severity that is logged.' },
  monitor_address: { group: 'logging', kind: 'string', default: null, meaning: '`host:port` where `/healthcheck` and `/metrics` are served apart from the APIs, without authentication, by a process in any role; the way to watch one that serves no API.' },
  metrics: { group: 'logging', kind: 'boolean', default: false, meaning: 'Serve figures for Prometheus at `/metrics` of the orchestration API, without authentication.' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

type ValueOf<O extends Option> = O['kind'] extends 'string'
  ? Text<O>
  : O['kind'] extends 'boolean'
    ? boolean
    : O['kind'] extends 'list'
      ? O['default'] extends null
        ? readonly string[] | null
        : readonly string[]
      : number;
type Text<O extends Option> = O['default'] extends null
  ? string | null
  : O extends { choices: readonly (infer C)[] }
    ? C
    : string;

/** All options with their values. */
export type Config = { readonly [Name in OptionName]: ValueOf<(typeof OPTIONS)[Name]> };

export function variableOf(name: string): string {
  return `HEARTH_${name.toUpperCase()}`;
}
