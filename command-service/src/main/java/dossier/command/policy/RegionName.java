package dossier.command.policy;

/** How a region calls itself, in Chinese and English. */
public record RegionName(String zh, String en) {}
