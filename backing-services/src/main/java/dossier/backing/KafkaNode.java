package dossier.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The program of the child process: one Kafka that is broker and controller. Its argument is its settings file. */
final class KafkaNode {

    static final String READY = "Kafka accepts connections";

    private KafkaNode() {}

    public static void main(String... arguments) throws Exception {
        var settings = load(Path.of(arguments[0]));
        var config = new KafkaConfig(settings);
        format(config, settings);
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stops-kafka"));
        try {
            server.startup();
        } catch (RuntimeException e) {
            System.out.println(e.getMessage());
            Runtime.getRuntime().halt(1);
        }
        System.out.println(READY);
        server.awaitShutdown();
    }

    private static Properties load(Path file) throws IOException {
        var settings = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            settings.load(in);
        }
        return settings;
    }

    // Does nothing where the directory is formatted, and finishes where a crash left it half done.
    private static void format(KafkaConfig config, Properties settings) throws Exception {
        new Formatter().setClusterId(settings.getProperty("cluster.id")).setNodeId(config.nodeId())
                .addDirectory(settings.getProperty("log.dirs"))
                .setMetadataLogDirectory(settings.getProperty("log.dirs")).setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true).run();
    }
}
