package dossier.query;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** One event of an application as the log has it; only ever read here. */
@Entity
@Immutable
@Table(name = "history")
@IdClass(HistoryRow.Key.class)
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class HistoryRow {

    record Key(UUID applicationId, int sequence) {}

    @Id
    UUID applicationId;
    @Id
    int sequence;
    String type;
    int version;
    Instant occurredAt;
    String actor;
    String role;
    byte[] payload;
}
