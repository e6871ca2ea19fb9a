package dossier.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationStatus;
import dossier.events.Category;

/** The current view as the projection wrote it; only ever read here. */
@Entity
@Immutable
@Table(name = "application")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class ApplicationRow {

    @Id
    UUID applicationId;
    @Enumerated(EnumType.STRING)
    ApplicationStatus status;
    String region;
    @Enumerated(EnumType.STRING)
    Category category;
    String trackingCode;
    @Nullable
    String cardNumber;
    Instant submittedAt;
    LocalDate submittedOn;
    Instant dueOrder;
    @Nullable
    LocalDate issuedOn;
    @Nullable
    Instant overdueAt;
    String state;
}
