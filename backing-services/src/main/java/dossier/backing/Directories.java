package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/** Directories that hold data: for their owner only. */
public final class Directories {

    private Directories() {}

    public static Path createPrivate(Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " could not be created", e);
        }
    }

    /** Deletes the directory and everything in it, if it is there. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " could not be deleted", e);
        }
    }
}
