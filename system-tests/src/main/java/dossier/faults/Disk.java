package dossier.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A small file system of its own, which ballast fills to the last page. It is gone with whoever mounted it. */
final class Disk implements AutoCloseable {

    /** This user may not mount, and so nothing can be tried. */
    static final class NotMounted extends Exception {

        private static final long serialVersionUID = 1;

        NotMounted(String why) {
            super("no small file system could be mounted: " + why);
        }
    }

    private static final int PIECE = 64 << 10;

    private final Path root;
    private final Thread atExit;

    private Disk(Path root) {
        this.root = root;
        atExit = new Thread(this::unmount, "unmounts-" + root.getFileName());
    }

    static Disk mount(Path root, int megabytes) throws NotMounted, IOException, InterruptedException {
        Files.createDirectories(root);
        var disk = new Disk(root);
        try {
            run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", root.toString());
        } catch (IOException e) {
            throw new NotMounted(String.valueOf(e.getMessage()));
        }
        Runtime.getRuntime().addShutdownHook(disk.atExit);
        return disk;
    }

    /** Moves a directory onto this one, under its own name, and leaves a link in its place. Nobody uses it meanwhile. */
    void take(Path directory) throws IOException, InterruptedException {
        var moved = root.resolve(directory.getFileName());
        run("mv", directory.toString(), moved.toString());
        Files.createSymbolicLink(directory, moved);
    }

    void fill() throws IOException {
        try (var ballast = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (boolean isFull = false; !isFull;) {
                isFull = !isWritten(ballast);
            }
        }
    }

    void free() throws IOException {
        Files.delete(ballast());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        unmount();
    }

    private Path ballast() {
        return root.resolve("ballast");
    }

    private static boolean isWritten(FileChannel ballast) throws IOException {
        try {
            ballast.write(ByteBuffer.allocate(PIECE));
            return true;
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                return false;
            }
            throw e;
        }
    }

    /** Out of sight at once, and gone when the last who has a file of it open is. */
    private void unmount() {
        try {
            run("umount", "--lazy", root.toString());
        } catch (IOException e) {
            System.err.println(root + " stays mounted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
