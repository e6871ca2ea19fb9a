package dossier.command.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A region's or a year's file as it was found.
 *
 * @param place where it was found, for messages
 * @param name its last part, by which a file of a directory replaces a shipped one
 */
public record DataFile(String place, String name, String text) {

    private static final int MAX_BYTES = 262_144;

    /**
     * The files of a directory whose names end so; hidden ones are left out.
     *
     * @throws BadFiles if the directory or one of them cannot be read, is too large or is not UTF-8
     */
    public static List<DataFile> in(Path directory, String ending) {
        var findings = new Findings();
        var files = new ArrayList<DataFile>();
        try (var paths = Files.list(directory)) {
            for (var path : paths.sorted().toList()) {
                var name = path.getFileName().toString();
                if (name.endsWith(ending) && !name.startsWith(".")) {
                    read(path, name, files, findings);
                }
            }
        } catch (IOException e) {
            findings.add(directory.toString(), "", "is no directory that can be read");
        }
        findings.refuse();
        return files;
    }

    /** The file's name without its ending. */
    String key() {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static void read(Path path, String name, List<DataFile> files, Findings findings) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                findings.add(path.toString(), "", "is larger than " + MAX_BYTES + " bytes");
            } else {
                files.add(new DataFile(path.toString(), name, Files.readString(path, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            findings.add(path.toString(), "", "cannot be read as UTF-8 text");
        }
    }
}
