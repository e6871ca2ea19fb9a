package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;

/** Files and directories that only their owner may read. */
public final class PrivateFiles {

    private PrivateFiles() {}

    public static Path createDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + directory + " could not be created", e);
        }
    }

    /** Fills a directory. */
    public interface Filling {
        void fill(Path directory) throws IOException;
    }

    /**
     * Creates a directory with all that is in it: until it is filled it is called {@code .partial}, and after a failure it is
     * gone.
     *
     * @param directory may be there if it is empty
     * @throws IllegalStateException if it is not empty, or is being filled by another
     */
    public static void createWhole(Path directory, Filling filling) {
        var target = directory.toAbsolutePath().normalize();
        var partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            if (Files.exists(target) && !isEmpty(target)) {
                throw new IllegalStateException(target + " is there already and not empty");
            }
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.createDirectory(partial,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException(
                    e.getFile() + " is there: somebody else is at it, or was cut off; then it can"
                            + " be deleted",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + target + " could not be created: " + e.getMessage(), e);
        }
        try {
            filling.fill(partial);
            move(partial, target);
        } catch (IOException e) {
            throw new UncheckedIOException("the directory " + target + " could not be filled: " + e.getMessage(), e);
        } finally {
            deleteDirectory(partial);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (var files = Files.newDirectoryStream(directory)) {
            return !files.iterator().hasNext();
        }
    }

    /** Writes or replaces the file: after a crash it is there as a whole or not at all. */
    public static Path write(Path file, String content) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, content);
            force(fresh);
            move(fresh, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " could not be written", e);
        }
    }

    /** Gives a file or directory its name, which it keeps over a power cut. */
    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        force(Objects.requireNonNull(to.toAbsolutePath().getParent()));
    }

    /** The master key must not be lost to a power cut that the database it opens survives. */
    private static void force(Path fileOrDirectory) throws IOException {
        try (var channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes the directory and everything in it, if it is there. */
    public static void deleteDirectory(Path directory) {
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
