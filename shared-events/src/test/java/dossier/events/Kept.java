package dossier.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Files of the published language, kept in the repository. One may be added for a new version, none ever changes. */
final class Kept {

    static final Path GOLDEN = Path.of("src/test/resources/golden");
    static final Path SCHEMAS = Path.of("src/main/resources/schemas");

    private static final boolean REGENERATE = Boolean.getBoolean("dossier.regenerate");
    private static final String HOW = "run `./mvnw test -pl shared-events -Ddossier.regenerate=true` to add it";

    private Kept() {}

    /** The file's content; a missing one is made of {@code content} when regenerating. */
    static byte[] read(Path file, Supplier<byte[]> content) throws IOException {
        if (REGENERATE && Files.notExists(file)) {
            Files.createDirectories(file.getParent());
            Files.write(file, content.get());
        }
        assertThat(file).as("%s is missing: %s", file, HOW).exists();
        return Files.readAllBytes(file);
    }

    /** Fails when what the code says today is no longer what the file says. */
    static void assertUnchanged(Path file, byte[] today) throws IOException {
        assertThat(new String(today, StandardCharsets.UTF_8))
                .as("the shape of %s has changed. Others have read it: leave the file, add the upcaster from this "
                        + "version to EventCodec, and for the new version %s", file, HOW)
                .isEqualTo(new String(read(file, () -> today), StandardCharsets.UTF_8));
    }
}
