package dossier.command.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dossier.backing.JavaCommand;
import dossier.command.log.SequencerState;

/** A relay, or a whole spine, in a process of its own that can be killed and stopped. It dies with whoever started it. */
final class RelayProcess implements AutoCloseable {

    private static final String READY = "ready";

    private final Process process;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final AtomicInteger openings = new AtomicInteger();

    private RelayProcess(String role, TestLog log, String... options) throws IOException {
        var command = JavaCommand.of(RelayProcess.class,
                Stream.concat(Stream.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                        "-Dlogback.configurationFile=dossier/backing/quiet-logback.xml"), Stream.of(options)).toList(),
                List.of(role, log.database().url(), log.database().user(), log.database().password(),
                        log.kafka().bootstrapServers(), log.kafka().namespace()));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Thread.ofPlatform().daemon().start(this::read);
    }

    /** Its JVM runs, its relay waits for {@link #go()}. */
    static RelayProcess relay(TestLog log) throws IOException {
        return new RelayProcess("relay", log);
    }

    /** One that lets a debugger in at this port of the loopback interface. */
    static RelayProcess relay(TestLog log, int debuggerPort) throws IOException {
        return new RelayProcess("relay", log,
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + debuggerPort);
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

    /** How often its relay began, which it does once more after every failure. */
    int openings() {
        return openings.get();
    }

    private void read() {
        process.inputReader().lines().forEach(line -> {
            if (line.equals(READY)) {
                openings.incrementAndGet();
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
            var spine = new Spine(database, kafka, TestLog.metrics(), new SequencerState());
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
