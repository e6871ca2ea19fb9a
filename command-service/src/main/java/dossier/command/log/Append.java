package dossier.command.log;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dossier.events.StoredEvent;

/** All rows of one command: they are committed together or not at all. */
record Append(List<StoredEvent> events, List<Companions.Claim> claims, @Nullable Answer answer) {

    @SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
    record Answer(String caller, String key, byte[] fingerprint, byte[] bytes) {}
}
