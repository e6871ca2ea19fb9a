package dossier.backing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;

/** Copies file after file, for their owner only, and says how far it is. */
final class Copier {

    private static final int BUFFER = 1 << 20;

    private final long all;
    private final Backup.Progress progress;
    private long copied;

    /** @param all how many bytes it will be, about */
    Copier(long all, Backup.Progress progress) {
        this.all = all;
        this.progress = progress;
    }

    /** In bytes, so far. */
    long copied() {
        return copied;
    }

    /** Returns the digest of what it wrote, which is on the disk by then. */
    String copy(Path from, Path to) throws IOException {
        var digest = sha256();
        var buffer = ByteBuffer.allocate(BUFFER);
        try (var in = FileChannel.open(from, StandardOpenOption.READ)) {
            Files.createDirectories(Objects.requireNonNull(to.getParent()), Backup.OWNERS_DIRECTORY);
            try (var out = FileChannel.open(to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                while (in.read(buffer) >= 0) {
                    buffer.flip();
                    copied += buffer.remaining();
                    digest.update(buffer.duplicate());
                    while (buffer.hasRemaining()) {
                        out.write(buffer);
                    }
                    buffer.clear();
                    progress.copied(copied, all);
                }
                out.force(true);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256, in hexadecimal. */
    static String digest(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
