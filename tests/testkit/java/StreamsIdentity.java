import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * The yardstick: Kafka Streams copies a topic under {@code exactly_once_v2}, with the settings the lanes have (one thread,
 * lz4, the same commit interval) and otherwise its defaults. It stops after COUNT records and prints what it took as one
 * JSON object: {@code StreamsIdentity BOOTSTRAP IN OUT COUNT WARMUP APPLICATION STATE_DIR COMMIT_MS}. Time and processor
 * time run from record WARMUP to the end, by when the machine has compiled its hot paths.
 */
public final class StreamsIdentity {
    public static void main(String[] args) throws Exception {
        String in = args[1];
        String out = args[2];
        long count = Long.parseLong(args[3]);
        long warmup = Long.parseLong(args[4]);
        Properties properties = Testkit.client(args[0]);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, args[5]);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, args[6]);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, args[7]);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "1");
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArray().getClass());
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArray().getClass());
        properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        properties.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
        properties.put(StreamsConfig.producerPrefix("batch.size"), "262144");
        properties.put(StreamsConfig.producerPrefix("linger.ms"), "5");

        AtomicLong seen = new AtomicLong();
        long[] start = new long[2];
        CountDownLatch done = new CountDownLatch(1);
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(in)
                .peek((key, value) -> {
                    long now = seen.incrementAndGet();
                    if (now == warmup) {
                        start[0] = System.nanoTime();
                        start[1] = processorMicros();
                    } else if (now == count) {
                        done.countDown();
                    }
                })
                .to(out);
        KafkaStreams streams = new KafkaStreams(builder.build(), properties);
        streams.setUncaughtExceptionHandler(error -> {
            error.printStackTrace();
            System.exit(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        done.await();
        streams.close();
        long wallMicros = (System.nanoTime() - start[0]) / 1000;
        long processorMicros = processorMicros() - start[1];
        System.out.printf("{\"records\":%d,\"wall_us\":%d,\"cpu_us\":%d,\"peak_kb\":%d}%n",
                count - warmup, wallMicros, processorMicros, peakKilobytes());
    }

    /** User and system time of this process, all threads, from the kernel. */
    private static long processorMicros() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000;
        } catch (java.io.IOException error) {
            throw new java.io.UncheckedIOException(error);
        }
    }

    private static long peakKilobytes() throws java.io.IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
