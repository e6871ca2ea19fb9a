package dossier.faults;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import dossier.backing.BackingServices;
import dossier.backing.KafkaServer;
import dossier.backing.Ports;
import dossier.backing.PostgresServer;
import dossier.backing.PrivateFiles;

/**
 * What a system runs on.
 *
 * @param toBroker by which Kafka's clients come to it
 * @param ending ends those of them that no other system uses
 */
record Servers(PostgresServer postgres, KafkaServer kafka, Proxy toBroker, BackingServices backing, Closeable ending)
        implements
            AutoCloseable {

    /** @param data for what they keep */
    static Servers start(Path data) throws IOException {
        PrivateFiles.createDirectory(data);
        int kafkaPort = Ports.free();
        var toBroker = new Proxy(kafkaPort);
        var postgres = startPostgres(data, List.of());
        var kafka = KafkaServer.startBehindProxy(data.resolve("kafka"), kafkaPort, Ports.free(), toBroker.port(), _ -> {
        });
        var backing = new BackingServices(postgres, kafka);
        return new Servers(postgres, kafka, toBroker, backing, () -> {
            backing.close();
            toBroker.close();
        });
    }

    /** The same Kafka with a PostgreSQL that is started by this command. */
    Servers withAnotherPostgres(Path data, List<String> launcher) {
        PrivateFiles.createDirectory(data);
        var another = startPostgres(data, launcher);
        var beside = new BackingServices(another, kafka);
        return new Servers(another, kafka, toBroker, beside, () -> {
            beside.signIn().stop();
            another.close();
        });
    }

    /** The same, for a system that ends before this one. */
    Servers lent() {
        return new Servers(postgres, kafka, toBroker, backing, () -> {
        });
    }

    private static PostgresServer startPostgres(Path data, List<String> launcher) {
        return PostgresServer.start(data.resolve("postgresql"), Ports.free(), UUID.randomUUID().toString(), _ -> {
        }, launcher);
    }

    @Override
    public void close() throws IOException {
        ending.close();
    }
}
