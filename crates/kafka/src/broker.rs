//! The clients of one lane.

use rafid_lane::broker::Broker;
use rafid_lane::{BrokerError, ErrorKind};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::producer::BaseProducer;

use crate::consumer::KafkaConsumer;
use crate::context::{LaneConsumerContext, LaneProducerContext};
use crate::producer::KafkaProducer;
use crate::settings::LaneClients;

/// Makes the clients of one lane on a real Kafka.
#[derive(Clone, Debug)]
pub struct KafkaBroker {
    clients: LaneClients,
}

impl KafkaBroker {
    /// For a lane.
    pub fn new(clients: LaneClients) -> Self {
        Self { clients }
    }
}

fn creation_error(error: &KafkaError) -> BrokerError {
    BrokerError::new(ErrorKind::Fatal, error.to_string())
}

impl Broker for KafkaBroker {
    type Consumer = KafkaConsumer;
    type Producer = KafkaProducer;

    fn consumer(&self) -> Result<KafkaConsumer, BrokerError> {
        let topic = self.clients.input.clone();
        let context = LaneConsumerContext::new(topic.clone());
        let client: BaseConsumer<LaneConsumerContext> =
            self.clients.consumer()?.create_with_context(context).map_err(|error| creation_error(&error))?;
        client.subscribe(&[&topic]).map_err(|error| creation_error(&error))?;
        Ok(KafkaConsumer::new(client, topic))
    }

    fn producer(&self) -> Result<KafkaProducer, BrokerError> {
        let context = LaneProducerContext::default();
        let client: BaseProducer<LaneProducerContext> =
            self.clients.producer()?.create_with_context(context).map_err(|error| creation_error(&error))?;
        KafkaProducer::new(client, self.clients.input.clone())
    }
}
