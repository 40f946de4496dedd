import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Small chores against a cluster, by Kafka's own Java clients: {@code Testkit COMMAND BOOTSTRAP ARG...}. */
public final class Testkit {
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "create-topics" -> createTopics(args);
            case "delete-topics" -> deleteTopics(args);
            case "grant" -> grant(args);
            case "send" -> send(args);
            default -> throw new IllegalArgumentException("unknown command " + args[0]);
        }
    }

    static Properties client(String bootstrap) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        return properties;
    }

    /** Arguments: {@code name,partitions,replication[,config=value...]} each. */
    private static void createTopics(String[] args) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            String[] parts = args[i].split(",");
            Map<String, String> configs = new HashMap<>();
            for (int j = 3; j < parts.length; j++) {
                String[] pair = parts[j].split("=", 2);
                // a comma separates arguments here, so a list value is written with semicolons
                configs.put(pair[0], pair[1].replace(';', ','));
            }
            topics.add(new NewTopic(parts[0], Integer.parseInt(parts[1]), Short.parseShort(parts[2])).configs(configs));
        }
        try (Admin admin = Admin.create(client(args[1]))) {
            admin.createTopics(topics).all().get();
            awaitTopics(admin, topics.stream().map(NewTopic::name).toList());
        }
    }

    /** The controller has made them when it says so; that the brokers serve them comes a moment later. */
    private static void awaitTopics(Admin admin, List<String> names) throws Exception {
        int seen = 0;
        while (seen < 3) {
            try {
                var descriptions = admin.describeTopics(names).allTopicNames().get().values();
                boolean led = descriptions.stream().flatMap(topic -> topic.partitions().stream()).allMatch(p -> p.leader() != null);
                seen = led ? seen + 1 : 0;
            } catch (ExecutionException error) {
                if (!(error.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw error;
                }
                seen = 0;
            }
            Thread.sleep(20);
        }
    }

    private static void deleteTopics(String[] args) throws Exception {
        try (Admin admin = Admin.create(client(args[1]))) {
            admin.deleteTopics(List.of(args).subList(2, args.length)).all().get();
        }
    }

    /** Arguments: {@code principal,resource type,pattern type,name,operation...} each. */
    private static void grant(String[] args) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            String[] parts = args[i].split(",");
            var pattern = new ResourcePattern(ResourceType.valueOf(parts[1]), parts[3], PatternType.valueOf(parts[2]));
            for (int j = 4; j < parts.length; j++) {
                var entry = new AccessControlEntry(parts[0], "*", AclOperation.valueOf(parts[j]), AclPermissionType.ALLOW);
                bindings.add(new AclBinding(pattern, entry));
            }
        }
        try (Admin admin = Admin.create(client(args[1]))) {
            admin.createAcls(bindings).all().get();
        }
    }

    /**
     * Sends the records on standard input to a topic and prints how many. One record a line, fields separated by tabs:
     * key, value, then header name and value alternately; all but header names in base64, {@code -} for null.
     */
    private static void send(String[] args) throws Exception {
        Properties properties = client(args[1]);
        properties.put("compression.type", "lz4");
        properties.put("linger.ms", "5");
        properties.put("batch.size", "262144");
        properties.put("max.request.size", "16777216");
        properties.put("buffer.memory", "134217728");
        AtomicReference<Exception> failure = new AtomicReference<>();
        long sent = 0;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII), 1 << 20);
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                var record = new ProducerRecord<>(args[2], null, bytes(fields[0]), bytes(fields[1]));
                for (int i = 2; i + 1 < fields.length; i += 2) {
                    record.headers().add(fields[i], bytes(fields[i + 1]));
                }
                producer.send(record, (metadata, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
                sent++;
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        System.out.println(sent);
    }

    private static byte[] bytes(String field) {
        return field.equals("-") ? null : Base64.getDecoder().decode(field);
    }
}
