extension ErrorCode {
    /// What is known about one code.
    package struct Entry: Sendable {
        package let code: ErrorCode
        /// As Kafka's documents and tools spell it.
        package let name: String
        /// Whether the same request may succeed when it is sent again.
        package let isRetriable: Bool
        /// One sentence for a person.
        package let meaning: String

        init(_ code: ErrorCode, _ name: String, retriable isRetriable: Bool = false, _ meaning: String) {
            self.code = code
            self.name = name
            self.isRetriable = isRetriable
            self.meaning = meaning
        }
    }

    /// `nil` for a code that is not in the table.
    package var entry: Entry? {
        // The table is in the order of the codes, which start at -1 and have no gap.
        let index = Int(rawValue) + 1
        return Self.table.indices.contains(index) ? Self.table[index] : nil
    }

    /// All codes that have a name, in order, without a gap.
    package static let table: [Entry] = [
        Entry(
            .unknownServerError, "UNKNOWN_SERVER_ERROR",
            "The broker failed in a way that it did not expect."),
        Entry(.none, "NONE", "No error."),
        Entry(
            .offsetOutOfRange, "OFFSET_OUT_OF_RANGE",
            "The offset is before the start or after the end of the partition."),
        Entry(
            .corruptMessage, "CORRUPT_MESSAGE", retriable: true,
            "A record batch does not match its checksum or its own lengths."),
        Entry(
            .unknownTopicOrPartition, "UNKNOWN_TOPIC_OR_PARTITION", retriable: true,
            "The broker has no such topic or partition."),
        Entry(.invalidFetchSize, "INVALID_FETCH_SIZE", "The fetch size is not valid."),
        Entry(
            .leaderNotAvailable, "LEADER_NOT_AVAILABLE", retriable: true,
            "The partition has no leader yet."),
        Entry(
            .notLeaderOrFollower, "NOT_LEADER_OR_FOLLOWER", retriable: true,
            "The broker does not lead the partition."),
        Entry(
            .requestTimedOut, "REQUEST_TIMED_OUT", retriable: true,
            "The request took longer than its time-out."),
        Entry(.brokerNotAvailable, "BROKER_NOT_AVAILABLE", "The broker is not available."),
        Entry(.replicaNotAvailable, "REPLICA_NOT_AVAILABLE", retriable: true, "A replica is not available."),
        Entry(.messageTooLarge, "MESSAGE_TOO_LARGE", "A record batch is larger than the broker accepts."),
        Entry(.staleControllerEpoch, "STALE_CONTROLLER_EPOCH", "The controller's epoch is out of date."),
        Entry(
            .offsetMetadataTooLarge, "OFFSET_METADATA_TOO_LARGE",
            "The text beside a committed offset is too long."),
        Entry(
            .networkException, "NETWORK_EXCEPTION", retriable: true,
            "The connection broke before an answer came."),
        Entry(
            .coordinatorLoadInProgress, "COORDINATOR_LOAD_IN_PROGRESS", retriable: true,
            "The coordinator is still loading its groups."),
        Entry(
            .coordinatorNotAvailable, "COORDINATOR_NOT_AVAILABLE", retriable: true,
            "The coordinator is not available."),
        Entry(
            .notCoordinator, "NOT_COORDINATOR", retriable: true,
            "The broker does not coordinate this group."),
        Entry(
            .invalidTopic, "INVALID_TOPIC_EXCEPTION",
            "The topic's name is not valid, or the topic may not be used so."),
        Entry(.recordListTooLarge, "RECORD_LIST_TOO_LARGE", "The record batches are larger than a segment."),
        Entry(.notEnoughReplicas, "NOT_ENOUGH_REPLICAS", retriable: true, "Too few replicas are in sync."),
        Entry(
            .notEnoughReplicasAfterAppend, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", retriable: true,
            "The records are written, but to too few replicas."),
        Entry(.invalidRequiredAcks, "INVALID_REQUIRED_ACKS", "acks must be -1, 0 or 1."),
        Entry(.illegalGeneration, "ILLEGAL_GENERATION", "The group has moved on to another generation."),
        Entry(
            .inconsistentGroupProtocol, "INCONSISTENT_GROUP_PROTOCOL",
            "The member shares no protocol with its group."),
        Entry(.invalidGroupID, "INVALID_GROUP_ID", "The group id is not valid."),
        Entry(
            .unknownMemberID, "UNKNOWN_MEMBER_ID",
            "The coordinator does not know this member; it has to join again."),
        Entry(
            .invalidSessionTimeout, "INVALID_SESSION_TIMEOUT",
            "The session time-out is outside the broker's range."),
        Entry(
            .rebalanceInProgress, "REBALANCE_IN_PROGRESS",
            "The group is rebalancing; the member has to join again."),
        Entry(.invalidCommitOffsetSize, "INVALID_COMMIT_OFFSET_SIZE", "The commit is too large."),
        Entry(.topicAuthorizationFailed, "TOPIC_AUTHORIZATION_FAILED", "Access to the topic is denied."),
        Entry(.groupAuthorizationFailed, "GROUP_AUTHORIZATION_FAILED", "Access to the group is denied."),
        Entry(
            .clusterAuthorizationFailed, "CLUSTER_AUTHORIZATION_FAILED",
            "Access to the cluster is denied."),
        Entry(.invalidTimestamp, "INVALID_TIMESTAMP", "A record's timestamp is out of range."),
        Entry(
            .unsupportedSaslMechanism, "UNSUPPORTED_SASL_MECHANISM",
            "The broker does not offer this SASL mechanism."),
        Entry(
            .illegalSaslState, "ILLEGAL_SASL_STATE",
            "The request is not valid at this point of the authentication."),
        Entry(
            .unsupportedVersion, "UNSUPPORTED_VERSION",
            "The broker does not answer this version of the request."),
        Entry(.topicAlreadyExists, "TOPIC_ALREADY_EXISTS", "There is a topic with this name."),
        Entry(.invalidPartitions, "INVALID_PARTITIONS", "The number of partitions is not valid."),
        Entry(
            .invalidReplicationFactor, "INVALID_REPLICATION_FACTOR",
            "The replication factor must be 1, or -1 for the default."),
        Entry(
            .invalidReplicaAssignment, "INVALID_REPLICA_ASSIGNMENT",
            "The replica assignment is not valid."),
        Entry(.invalidConfig, "INVALID_CONFIG", "A configuration value is not valid."),
        Entry(.notController, "NOT_CONTROLLER", retriable: true, "The broker is not the controller."),
        Entry(.invalidRequest, "INVALID_REQUEST", "The request contradicts itself."),
        Entry(
            .unsupportedForMessageFormat, "UNSUPPORTED_FOR_MESSAGE_FORMAT",
            "Only record batches of format 2 are stored; use a client of Kafka 0.11 or later."),
        Entry(.policyViolation, "POLICY_VIOLATION", "The request breaks a policy of the broker."),
        Entry(
            .outOfOrderSequenceNumber, "OUT_OF_ORDER_SEQUENCE_NUMBER",
            "An idempotent producer's batch does not follow its previous one."),
        Entry(
            .duplicateSequenceNumber, "DUPLICATE_SEQUENCE_NUMBER",
            "An idempotent producer's batch was stored too long ago to say where."),
        Entry(.invalidProducerEpoch, "INVALID_PRODUCER_EPOCH", "The producer's epoch is out of date."),
        Entry(
            .invalidTransactionState, "INVALID_TXN_STATE",
            "The transaction is not in a state that allows this."),
        Entry(
            .invalidProducerIDMapping, "INVALID_PRODUCER_ID_MAPPING",
            "The transactional id belongs to another producer id."),
        Entry(
            .invalidTransactionTimeout, "INVALID_TRANSACTION_TIMEOUT",
            "The transaction time-out is larger than the broker allows."),
        Entry(
            .concurrentTransactions, "CONCURRENT_TRANSACTIONS", retriable: true,
            "The previous transaction has not ended yet."),
        Entry(
            .transactionCoordinatorFenced, "TRANSACTION_COORDINATOR_FENCED",
            "The transaction coordinator is out of date."),
        Entry(
            .transactionalIDAuthorizationFailed, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
            "Access to the transactional id is denied."),
        Entry(.securityDisabled, "SECURITY_DISABLED", "Security is off."),
        Entry(.operationNotAttempted, "OPERATION_NOT_ATTEMPTED", "Another part of the request failed first."),
        Entry(
            .kafkaStorageError, "KAFKA_STORAGE_ERROR", retriable: true,
            "The broker can't use its disk now, perhaps because it is full."),
        Entry(.logDirNotFound, "LOG_DIR_NOT_FOUND", "There is no such log directory."),
        Entry(.saslAuthenticationFailed, "SASL_AUTHENTICATION_FAILED", "The credentials are wrong."),
        Entry(.unknownProducerID, "UNKNOWN_PRODUCER_ID", "The broker no longer knows the producer."),
        Entry(.reassignmentInProgress, "REASSIGNMENT_IN_PROGRESS", "A reassignment is in progress."),
        Entry(.delegationTokenAuthDisabled, "DELEGATION_TOKEN_AUTH_DISABLED", "Delegation tokens are off."),
        Entry(.delegationTokenNotFound, "DELEGATION_TOKEN_NOT_FOUND", "There is no such delegation token."),
        Entry(
            .delegationTokenOwnerMismatch, "DELEGATION_TOKEN_OWNER_MISMATCH",
            "The delegation token belongs to another."),
        Entry(
            .delegationTokenRequestNotAllowed, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED",
            "Delegation tokens can't be asked for on this connection."),
        Entry(
            .delegationTokenAuthorizationFailed, "DELEGATION_TOKEN_AUTHORIZATION_FAILED",
            "Access to the delegation token is denied."),
        Entry(.delegationTokenExpired, "DELEGATION_TOKEN_EXPIRED", "The delegation token has expired."),
        Entry(.invalidPrincipalType, "INVALID_PRINCIPAL_TYPE", "The principal's type is not supported."),
        Entry(.nonEmptyGroup, "NON_EMPTY_GROUP", "The group still has members."),
        Entry(.groupIDNotFound, "GROUP_ID_NOT_FOUND", "There is no such group."),
        Entry(
            .fetchSessionIDNotFound, "FETCH_SESSION_ID_NOT_FOUND", retriable: true,
            "There is no such fetch session."),
        Entry(
            .invalidFetchSessionEpoch, "INVALID_FETCH_SESSION_EPOCH", retriable: true,
            "The fetch session is at another epoch."),
        Entry(.listenerNotFound, "LISTENER_NOT_FOUND", retriable: true, "The leader has no such listener."),
        Entry(.topicDeletionDisabled, "TOPIC_DELETION_DISABLED", "Topics can't be deleted here."),
        Entry(
            .fencedLeaderEpoch, "FENCED_LEADER_EPOCH", retriable: true,
            "The client's leader epoch is out of date."),
        Entry(
            .unknownLeaderEpoch, "UNKNOWN_LEADER_EPOCH", retriable: true,
            "The client's leader epoch is newer than the broker's."),
        Entry(
            .unsupportedCompressionType, "UNSUPPORTED_COMPRESSION_TYPE",
            "The batch is compressed in a way that this version does not allow."),
        Entry(.staleBrokerEpoch, "STALE_BROKER_EPOCH", "The broker's epoch is out of date."),
        Entry(
            .offsetNotAvailable, "OFFSET_NOT_AVAILABLE", retriable: true,
            "The leader does not know the high watermark yet."),
        Entry(
            .memberIDRequired, "MEMBER_ID_REQUIRED",
            "The member has to join again with the id that it was given."),
        Entry(
            .preferredLeaderNotAvailable, "PREFERRED_LEADER_NOT_AVAILABLE", retriable: true,
            "The preferred leader is not available."),
        Entry(
            .groupMaxSizeReached, "GROUP_MAX_SIZE_REACHED",
            "The group has as many members as it may have."),
        Entry(.fencedInstanceID, "FENCED_INSTANCE_ID", "Another member took over this group instance id."),
        Entry(
            .eligibleLeadersNotAvailable, "ELIGIBLE_LEADERS_NOT_AVAILABLE", retriable: true,
            "No eligible leader is available."),
        Entry(.electionNotNeeded, "ELECTION_NOT_NEEDED", retriable: true, "No election is needed."),
        Entry(.noReassignmentInProgress, "NO_REASSIGNMENT_IN_PROGRESS", "No reassignment is in progress."),
        Entry(
            .groupSubscribedToTopic, "GROUP_SUBSCRIBED_TO_TOPIC",
            "The group consumes this topic now, so its offset can't be deleted."),
        Entry(.invalidRecord, "INVALID_RECORD", "A record in the batch is not valid."),
        Entry(
            .unstableOffsetCommit, "UNSTABLE_OFFSET_COMMIT", retriable: true,
            "A transaction with offsets of the group is still open."),
        Entry(.throttlingQuotaExceeded, "THROTTLING_QUOTA_EXCEEDED", retriable: true, "A quota is used up."),
        Entry(.producerFenced, "PRODUCER_FENCED", "A newer producer took over the transactional id."),
        Entry(.resourceNotFound, "RESOURCE_NOT_FOUND", "There is no such resource."),
        Entry(.duplicateResource, "DUPLICATE_RESOURCE", "There is such a resource already."),
        Entry(.unacceptableCredential, "UNACCEPTABLE_CREDENTIAL", "The credential is not acceptable."),
        Entry(.inconsistentVoterSet, "INCONSISTENT_VOTER_SET", "The voters do not agree."),
        Entry(.invalidUpdateVersion, "INVALID_UPDATE_VERSION", "The feature's version is not valid."),
        Entry(.featureUpdateFailed, "FEATURE_UPDATE_FAILED", "The features could not be changed."),
        Entry(
            .principalDeserializationFailure, "PRINCIPAL_DESERIALIZATION_FAILURE",
            "The principal could not be read."),
        Entry(.snapshotNotFound, "SNAPSHOT_NOT_FOUND", "There is no such snapshot."),
        Entry(.positionOutOfRange, "POSITION_OUT_OF_RANGE", "The position is outside the snapshot."),
        Entry(.unknownTopicID, "UNKNOWN_TOPIC_ID", retriable: true, "The broker has no topic with this id."),
        Entry(.duplicateBrokerRegistration, "DUPLICATE_BROKER_REGISTRATION", "The broker id is taken."),
        Entry(.brokerIDNotRegistered, "BROKER_ID_NOT_REGISTERED", "The broker id is not registered."),
        Entry(
            .inconsistentTopicID, "INCONSISTENT_TOPIC_ID", retriable: true,
            "The topic's id is not the one in the request."),
        Entry(
            .inconsistentClusterID, "INCONSISTENT_CLUSTER_ID",
            "The cluster's id is not the one in the request."),
        Entry(.transactionalIDNotFound, "TRANSACTIONAL_ID_NOT_FOUND", "There is no such transactional id."),
        Entry(
            .fetchSessionTopicIDError, "FETCH_SESSION_TOPIC_ID_ERROR", retriable: true,
            "The fetch session mixes topic names and ids."),
        Entry(.ineligibleReplica, "INELIGIBLE_REPLICA", "The replica may not join."),
        Entry(.newLeaderElected, "NEW_LEADER_ELECTED", "The leader has changed."),
        Entry(
            .offsetMovedToTieredStorage, "OFFSET_MOVED_TO_TIERED_STORAGE",
            "The offset is in tiered storage."),
        Entry(.fencedMemberEpoch, "FENCED_MEMBER_EPOCH", "The member's epoch is out of date."),
        Entry(
            .unreleasedInstanceID, "UNRELEASED_INSTANCE_ID",
            "Another member still holds this group instance id."),
        Entry(.unsupportedAssignor, "UNSUPPORTED_ASSIGNOR", "The group does not support the assignor."),
        Entry(.staleMemberEpoch, "STALE_MEMBER_EPOCH", "The member has to fetch its epoch again."),
        Entry(
            .mismatchedEndpointType, "MISMATCHED_ENDPOINT_TYPE",
            "The request went to the wrong kind of endpoint."),
        Entry(
            .unsupportedEndpointType, "UNSUPPORTED_ENDPOINT_TYPE",
            "The kind of endpoint is not supported."),
        Entry(.unknownControllerID, "UNKNOWN_CONTROLLER_ID", "The controller id is not known."),
        Entry(
            .unknownSubscriptionID, "UNKNOWN_SUBSCRIPTION_ID",
            "The client's metrics subscription is out of date."),
        Entry(.telemetryTooLarge, "TELEMETRY_TOO_LARGE", "The client's metrics are too large."),
        Entry(.invalidRegistration, "INVALID_REGISTRATION", "The broker's registration is not valid."),
        Entry(.transactionAbortable, "TRANSACTION_ABORTABLE", "The transaction has to be aborted."),
    ]
}

extension ErrorCode: CustomStringConvertible {
    package var description: String { entry?.name ?? "\(rawValue)" }
}
