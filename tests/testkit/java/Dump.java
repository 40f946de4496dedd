import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Prints what a reader of the given isolation sees of some topics, from their beginning to the end they have now, one
 * JSON object a line: {@code Dump BOOTSTRAP ISOLATION TOPIC...}. Under {@code read_committed} the end is the last
 * stable offset: an open transaction makes it wait, up to two minutes, until it is settled.
 */
public final class Dump {
    private static final long PATIENCE_MS = 120_000;

    public static void main(String[] args) throws Exception {
        Properties properties = Testkit.client(args[0]);
        properties.put("isolation.level", args[1]);
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", "5000");
        properties.put("fetch.max.bytes", "67108864");
        properties.put("max.partition.fetch.bytes", "16777216");
        List<String> topics = List.of(args).subList(2, args.length);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Writer out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 20)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = highWatermarks(args[0], partitions);
            long deadline = System.currentTimeMillis() + PATIENCE_MS;
            while (!reached(consumer, ends)) {
                if (System.currentTimeMillis() > deadline) {
                    throw new IllegalStateException("a transaction stays open: " + behind(consumer, ends));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    out.write(json(record));
                }
            }
        }
    }

    /** The ends that a reader without isolation sees; control records count, so positions do reach them. */
    private static Map<TopicPartition, Long> highWatermarks(String bootstrap, List<TopicPartition> partitions) {
        Properties properties = Testkit.client(bootstrap);
        properties.put("isolation.level", "read_uncommitted");
        try (var plain = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return new HashMap<>(plain.endOffsets(partitions));
        }
    }

    private static boolean reached(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return behind(consumer, ends).isEmpty();
    }

    private static List<TopicPartition> behind(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.keySet().stream().filter(partition -> consumer.position(partition) < ends.get(partition)).toList();
    }

    private static String json(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder line = new StringBuilder(256 + 2 * Math.max(0, record.serializedValueSize()));
        line.append("{\"topic\":\"").append(record.topic());
        line.append("\",\"partition\":").append(record.partition());
        line.append(",\"offset\":").append(record.offset());
        line.append(",\"timestamp\":").append(record.timestamp());
        line.append(",\"key\":").append(base64(record.key()));
        line.append(",\"value\":").append(base64(record.value()));
        line.append(",\"headers\":[");
        String separator = "";
        for (Header header : record.headers()) {
            line.append(separator).append("[\"").append(base64(header.key().getBytes(StandardCharsets.UTF_8)).replace("\"", ""));
            line.append("\",").append(base64(header.value())).append(']');
            separator = ",";
        }
        return line.append("]}\n").toString();
    }

    private static String base64(byte[] bytes) {
        return bytes == null ? "null" : '"' + Base64.getEncoder().encodeToString(bytes) + '"';
    }
}
