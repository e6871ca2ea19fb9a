package dossier.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/** {@code ./dossier} as its users run it: a process with an output and an exit status. */
final class Launched implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    final Process process;
    private final Path output;

    private Launched(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Launched run(Path home, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), "-Ddossier.home=" + home,
                Dossier.class.getName()));
        command.addAll(List.of(arguments));
        var output = Files.createTempFile(home, "output", ".txt");
        return new Launched(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                .start(), output);
    }

    Launched untilReady() {
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive() || output().contains("Dossier is ready"));
        if (!process.isAlive()) {
            throw new AssertionError("it ended: " + output());
        }
        return this;
    }

    int exitStatus() {
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system's processes by name, as its pid files have them. */
    static Map<String, ProcessHandle> parts(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".pid")).flatMap(Launched::part)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /** With which every port of a system is free. */
    static int freePortBase() {
        return IntStream.iterate(21_000, base -> base < 60_000, base -> base + 20)
                .filter(base -> Arrays.stream(Port.values()).allMatch(port -> isFree(base + port.offset()))).findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<Map.Entry<String, ProcessHandle>> part(Path file) {
        try {
            var pid = Long.parseLong(Files.readString(file).split(" ")[0]);
            return ProcessHandle.of(pid).stream()
                    .map(process -> Map.entry(file.getFileName().toString().replace(".pid", ""), process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        exitStatus();
    }
}
