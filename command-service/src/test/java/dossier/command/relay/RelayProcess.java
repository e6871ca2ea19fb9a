package dossier.command.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dossier.backing.JavaCommand;

/** A relay, or a whole spine, in a process of its own that can be killed and stopped. It dies with whoever started it. */
final class RelayProcess implements AutoCloseable {

    private static final String READY = "ready";

    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private RelayProcess(String role, TestLog log) throws IOException {
        var command = JavaCommand.of(RelayProcess.class,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=dossier/backing/quiet-logback.xml"),
                List.of(role, log.database().url(), log.database().user(), log.database().password(),
                        log.kafka().bootstrapServers(), log.kafka().namespace()));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Thread.ofPlatform().daemon().start(this::read);
    }

    /** Its JVM runs, its relay waits for {@link #go()}. */
    static RelayProcess relay(TestLog log) throws IOException {
        return new RelayProcess("relay", log);
    }

    static RelayProcess spine(TestLog log) throws IOException {
        return new RelayProcess("spine", log);
    }

    long pid() {
        return process.pid();
    }

    RelayProcess go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return this;
    }

    RelayProcess awaitReady() throws Exception {
        ready.get(60, TimeUnit.SECONDS);
        return this;
    }

    private void read() {
        process.inputReader().lines().forEach(line -> {
            if (line.equals(READY)) {
                ready.complete(null);
            } else {
                System.out.println(pid() + ": " + line);
            }
        });
    }

    /** {@code STOP} pauses it, {@code CONT} lets it go on, {@code TERM} asks it to end. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid()).start().waitFor(5, TimeUnit.SECONDS);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String... arguments) throws Exception {
        var database = new LogDatabase(arguments[1], arguments[2], arguments[3]);
        var kafka = new KafkaSettings(arguments[4], arguments[5], (short) -1);
        if (arguments[0].equals("spine")) {
            var spine = new Spine(database, kafka, TestLog.metrics());
            Runtime.getRuntime().addShutdownHook(new Thread(spine::stop));
            spine.start();
        } else {
            System.in.read();
            new Worker("relay", () -> {
                var relay = Relay.open(database, kafka, TestLog.metrics(), new Semaphore(0));
                System.out.println(READY);
                return relay;
            }, _ -> {
            });
        }
        endWithStarter();
    }

    private static void endWithStarter() {
        try {
            while (System.in.read() >= 0) {

            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(1);
    }
}
