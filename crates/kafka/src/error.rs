//! librdkafka's errors, sorted by what a lane does about them.

use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

/// An error of any client call.
pub(crate) fn classify(error: &KafkaError) -> BrokerError {
    if let KafkaError::Transaction(inner) = error {
        let code = inner.code();
        let by_code = kind_of(code);
        let kind = if inner.is_fatal() {
            fatal_kind(by_code)
        } else if inner.is_retriable() {
            ErrorKind::Retriable
        } else if inner.txn_requires_abort() {
            abortable_kind(by_code)
        } else if is_timeout(code) {
            ErrorKind::Ambiguous
        } else {
            fatal_kind(by_code)
        };
        return BrokerError::new(kind, format!("{} ({})", inner.string(), inner.name()));
    }
    let kind = match error {
        KafkaError::MessageConsumptionFatal(code) => fatal_kind(kind_of(*code)),
        _ => error.rdkafka_error_code().map_or(ErrorKind::Fatal, kind_of),
    };
    BrokerError::new(kind, error.to_string())
}

/// Why a message was not delivered. A transaction that lost a message can only be aborted; but where the next one
/// would lose it too, there is no use in going on.
pub(crate) fn undelivered(code: Code, topic: &str) -> BrokerError {
    let kind = match code {
        Code::MessageSizeTooLarge | Code::MessageBatchTooLarge | Code::PolicyViolation => ErrorKind::Fatal,
        _ => abortable_kind(kind_of(code)),
    };
    BrokerError::new(kind, format!("a message for {topic} was not delivered: {code}"))
}

fn fatal_kind(by_code: ErrorKind) -> ErrorKind {
    match by_code {
        ErrorKind::Ambiguous
        | ErrorKind::Fenced
        | ErrorKind::FencedInstance
        | ErrorKind::Unauthorized
        | ErrorKind::TopicMissing => by_code,
        _ => ErrorKind::Fatal,
    }
}

fn abortable_kind(by_code: ErrorKind) -> ErrorKind {
    match by_code {
        ErrorKind::Rejoin
        | ErrorKind::Fenced
        | ErrorKind::FencedInstance
        | ErrorKind::Unauthorized
        | ErrorKind::TopicMissing => by_code,
        _ => ErrorKind::Abortable,
    }
}

fn is_timeout(code: Code) -> bool {
    matches!(code, Code::OperationTimedOut | Code::RequestTimedOut | Code::MessageTimedOut)
}

/// What a code means where nothing else is known.
pub(crate) fn kind_of(code: Code) -> ErrorKind {
    match code {
        Code::ProducerFenced | Code::InvalidProducerEpoch | Code::Fenced => ErrorKind::Fenced,
        Code::FencedInstanceId => ErrorKind::FencedInstance,
        Code::TopicAuthorizationFailed
        | Code::GroupAuthorizationFailed
        | Code::ClusterAuthorizationFailed
        | Code::TransactionalIdAuthorizationFailed
        | Code::SaslAuthenticationFailed
        | Code::Authentication => ErrorKind::Unauthorized,
        Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition => {
            ErrorKind::TopicMissing
        }
        Code::IllegalGeneration
        | Code::UnknownMemberId
        | Code::RebalanceInProgress
        | Code::FencedMemberEpoch
        | Code::StaleMemberEpoch
        | Code::AssignmentLost => ErrorKind::Rejoin,
        // A coordinator that took over in the middle of a commit answers so: client and coordinator do not agree on
        // what is open. A new epoch settles it.
        Code::InvalidTransactionalState => ErrorKind::Ambiguous,
        Code::OperationTimedOut
        | Code::RequestTimedOut
        | Code::BrokerTransportFailure
        | Code::AllBrokersDown
        | Code::Resolve
        | Code::WaitingForCoordinator
        | Code::WaitCache
        | Code::InProgress
        | Code::PreviousInProgress
        | Code::State
        | Code::Outdated
        | Code::Retry
        | Code::QueueFull
        | Code::PollExceeded
        | Code::CoordinatorLoadInProgress
        | Code::CoordinatorNotAvailable
        | Code::NotCoordinator
        | Code::ConcurrentTransactions
        | Code::UnstableOffsetCommit
        | Code::NotLeaderForPartition
        | Code::LeaderNotAvailable
        | Code::BrokerNotAvailable
        | Code::ReplicaNotAvailable
        | Code::NetworkException
        | Code::FencedLeaderEpoch
        | Code::UnknownLeaderEpoch
        | Code::OffsetNotAvailable
        | Code::KafkaStorageError
        | Code::NotEnoughReplicas
        | Code::NotEnoughReplicasAfterAppend
        | Code::BadMessage
        | Code::InvalidMessage => ErrorKind::Retriable,
        _ => ErrorKind::Fatal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_kinds() {
        let check = |code: Code, kind: ErrorKind| assert_eq!(kind_of(code), kind, "{code}");
        check(Code::ProducerFenced, ErrorKind::Fenced);
        check(Code::InvalidProducerEpoch, ErrorKind::Fenced);
        check(Code::IllegalGeneration, ErrorKind::Rejoin);
        check(Code::AllBrokersDown, ErrorKind::Retriable);
        check(Code::TransactionalIdAuthorizationFailed, ErrorKind::Unauthorized);
        check(Code::InvalidTransactionalState, ErrorKind::Ambiguous);
        assert_eq!(fatal_kind(ErrorKind::Ambiguous), ErrorKind::Ambiguous);
        assert_eq!(fatal_kind(ErrorKind::Retriable), ErrorKind::Fatal);
        assert_eq!(undelivered(Code::MessageTimedOut, "t").kind, ErrorKind::Abortable);
        assert_eq!(undelivered(Code::MessageSizeTooLarge, "t").kind, ErrorKind::Fatal);
        assert_eq!(undelivered(Code::TopicAuthorizationFailed, "t").kind, ErrorKind::Unauthorized);
    }
}
