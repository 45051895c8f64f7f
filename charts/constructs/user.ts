/** A Kafka user: SCRAM-SHA-512, and the few things it may do. */
import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import {
  KafkaUser,
  KafkaUserSpecAuthenticationType,
  KafkaUserSpecAuthorizationAclsOperations,
  KafkaUserSpecAuthorizationAclsResourcePatternType,
  KafkaUserSpecAuthorizationAclsResourceType,
  KafkaUserSpecAuthorizationAclsType,
  KafkaUserSpecAuthorizationType,
} from '../../imports/kafka.strimzi.io.ts';
import type { KafkaUserSpecAuthorizationAcls } from '../../imports/kafka.strimzi.io.ts';
import { strimziClusterLabel } from '../../chain/names.ts';
import type { Labels } from './labels.ts';
import type { Topic } from './topic.ts';

/** What a user does with a topic. Each implies the right to describe it. */
export type TopicAccess = 'read' | 'write';

const operations = {
  read: KafkaUserSpecAuthorizationAclsOperations.READ,
  write: KafkaUserSpecAuthorizationAclsOperations.WRITE,
} as const;

/** Made by `KafkaCluster.addUser`. A user without a grant may do nothing. */
export class User extends Construct {
  readonly userName: string;
  /** Secret that Strimzi makes: `password`, and `sasl.jaas.config` for Java clients. */
  readonly secretName: string;
  readonly #grants = new Map<string, Set<TopicAccess>>();
  #transactionalIdPrefix: string | undefined;

  constructor(
    scope: Construct,
    userName: string,
    props: { readonly cluster: string; readonly labels: Labels },
  ) {
    super(scope, userName);
    this.userName = userName;
    this.secretName = userName;
    new KafkaUser(this, 'Resource', {
      metadata: {
        name: userName,
        labels: { ...props.labels, [strimziClusterLabel]: props.cluster },
      },
      spec: {
        authentication: { type: KafkaUserSpecAuthenticationType.SCRAM_HYPHEN_SHA_HYPHEN_512 },
        authorization: {
          type: KafkaUserSpecAuthorizationType.SIMPLE,
          acls: Lazy.any({ produce: () => this.acls() }) as KafkaUserSpecAuthorizationAcls[],
        },
      },
    });
  }

  /** Lets the user read from, or write to, these topics; adds to what it may do already. */
  allow(access: TopicAccess, ...topics: readonly Topic[]): this {
    for (const { topicName } of topics) {
      const granted = this.#grants.get(topicName) ?? new Set<TopicAccess>();
      this.#grants.set(topicName, granted.add(access));
    }
    return this;
  }

  /** Lets the user take over producers whose transactional ids begin so, as a generator does that goes on under a name. */
  allowTransactionalIds(prefix: string): this {
    this.#transactionalIdPrefix = prefix;
    return this;
  }

  /** By topic, what the user may do with it. */
  get grants(): ReadonlyMap<string, ReadonlySet<TopicAccess>> {
    return this.#grants;
  }

  private acls(): KafkaUserSpecAuthorizationAcls[] {
    return [...this.topicAcls(), ...this.transactionalIdAcls()];
  }

  private transactionalIdAcls(): KafkaUserSpecAuthorizationAcls[] {
    if (this.#transactionalIdPrefix === undefined) return [];
    return [
      {
        type: KafkaUserSpecAuthorizationAclsType.ALLOW,
        resource: {
          type: KafkaUserSpecAuthorizationAclsResourceType.TRANSACTIONAL_ID,
          name: this.#transactionalIdPrefix,
          patternType: KafkaUserSpecAuthorizationAclsResourcePatternType.PREFIX,
        },
        operations: [
          KafkaUserSpecAuthorizationAclsOperations.DESCRIBE,
          KafkaUserSpecAuthorizationAclsOperations.WRITE,
        ],
      },
    ];
  }

  private topicAcls(): KafkaUserSpecAuthorizationAcls[] {
    return [...this.#grants].map(([name, accesses]) => ({
      type: KafkaUserSpecAuthorizationAclsType.ALLOW,
      resource: {
        type: KafkaUserSpecAuthorizationAclsResourceType.TOPIC,
        name,
        patternType: KafkaUserSpecAuthorizationAclsResourcePatternType.LITERAL,
      },
      operations: [
        KafkaUserSpecAuthorizationAclsOperations.DESCRIBE,
        ...(['read', 'write'] as const)
          .filter((access) => accesses.has(access))
          .map((access) => operations[access]),
      ],
    }));
  }
}
