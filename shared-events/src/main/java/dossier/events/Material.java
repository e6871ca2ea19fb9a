package dossier.events;

/**
 * A reference to a stored document; its file name is personal data and stands there.
 *
 * @param size in bytes
 * @param sha256 of the document, 64 lower-case hex digits
 */
public record Material(MaterialType type, String mediaType, long size, String sha256) {}
