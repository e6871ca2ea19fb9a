package dossier.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Spring Boot program of a module as the build left it.
 *
 * @param launcher what comes before its command line
 * @param jar the executable jar, or what {@code ./dossier} extracted it to, which starts faster
 */
public record ServiceProgram(List<String> launcher, Path jar) {

    private static final String COMMAND_SERVICE = "command-service";

    /**
     * What the JVM of a service that runs as a process is told. A heap that begins smaller is more than half full of what is
     * alive, so G1 marks it every few seconds, and a smaller metaspace has it marked as it grows: what runs meanwhile is slow
     * for a second or two. Whoever lowers {@code -Xmx} below the beginning lowers that as well.
     */
    public static final List<String> OPTIONS = List.of("-Xms512m", "-Xmx1g", "-XX:MetaspaceSize=128m",
            "-XX:+ExitOnOutOfMemoryError");

    /** @throws IllegalStateException if it is not built */
    public static ServiceProgram of(Path home, String module) {
        var target = home.resolve(module).resolve("target").toAbsolutePath().normalize();
        var name = module + "-*-exec.jar";
        var launcher = module.equals(COMMAND_SERVICE) ? LowPriority.LAUNCHER : List.<String>of();
        try (var built = Files.newDirectoryStream(target, name)) {
            for (var jar : built) {
                var extracted = target.resolve("extracted").resolve(jar.getFileName());
                return new ServiceProgram(launcher,
                        Files.exists(extracted) && isAsNew(extracted, jar) ? extracted : jar);
            }
        } catch (IOException e) {
            throw new IllegalStateException(target + " cannot be read: " + e, e);
        }
        throw new IllegalStateException("there is no " + name + " in " + target + "; ./mvnw package builds it");
    }

    /** The command line without arguments, which come after it; of two options that disagree the later one counts. */
    public List<String> command(String... options) {
        var command = new ArrayList<>(launcher);
        command.add(JavaCommand.java());
        command.addAll(OPTIONS);
        command.addAll(AotCache.options(jar, "Service"));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** As {@link #command}, for tests, where several services share one machine. */
    public List<String> smallCommand(String... options) {
        var small = Stream.of("-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        return command(Stream.concat(small, Stream.of(options)).toArray(String[]::new));
    }

    // The build gives every jar the same time of modification; when its file was written, only the change time says.
    private static boolean isAsNew(Path one, Path other) throws IOException {
        return changed(one).compareTo(changed(other)) >= 0;
    }

    private static FileTime changed(Path file) throws IOException {
        return (FileTime) Files.getAttribute(file, "unix:ctime");
    }
}
