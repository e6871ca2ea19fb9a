package dossier.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

import dossier.backing.PrivateFiles;

/** A data directory, which belongs to one running system at a time. */
final class DataDirectory implements AutoCloseable {

    private final FileChannel lock;

    private DataDirectory(FileChannel lock) {
        this.lock = lock;
    }

    /** Takes the directory for as long as this program runs: the kernel gives the lock back, however it ends. */
    static DataDirectory take(Path path) {
        try {
            PrivateFiles.createDirectory(path);
            var lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(lock)) {
                lock.close();
                throw new Refusal("the data directory " + path + " is in use by another ./dossier start");
            }
            return new DataDirectory(lock);
        } catch (IOException | UncheckedIOException e) {
            throw new Refusal("the data directory " + path + " cannot be used: " + reason(e));
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLocked(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static @Nullable String reason(Exception e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().toString();
    }
}
